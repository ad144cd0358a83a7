package dev.parley.wire;

import dev.parley.protocol.links.LinkGreeting;
import dev.parley.protocol.links.LinkGreeting.Verdict;
import java.util.Optional;

/**
 * The few bytes that a link between neighbours carries: the greeting of the dialling end, its
 * answer, and a goodbye from either end. {@code doc/wire-format.md} has the tables. Reading never
 * throws.
 */
public final class LinkHandshake {
  /** Magic, version and the length of the rest. */
  public static final int PREFIX_BYTES = 5;

  /** The largest length after the prefix: a cluster's name and three members. */
  public static final int MAX_GREETING_BYTES = 1_024;

  /** Magic, version and verdict. */
  public static final int ANSWER_BYTES = 4;

  /** "I end this link, and it is not because I die." */
  public static final byte GOODBYE = 2;

  private static final int MAGIC = 0xC4A9;
  private static final int VERSION = 1;

  private LinkHandshake() {}

  public static byte[] encode(String cluster, LinkGreeting greeting) {
    var body = new ByteWriter(128).text(cluster);
    IdCodec.write(greeting.from(), body);
    IdCodec.write(greeting.to(), body);
    IdCodec.write(greeting.view(), body);
    return new ByteWriter(128)
        .u16(MAGIC)
        .u8(VERSION)
        .u16(body.size())
        .raw(body.toArray())
        .toArray();
  }

  /** How many bytes follow the prefix of a greeting; -1 if this is none. */
  public static int greetingBytes(byte[] prefix) {
    var in = new ByteReader(prefix);
    if (in.remaining() != PREFIX_BYTES || in.u16() != MAGIC || in.u8() != VERSION) return -1;
    int length = in.u16();
    return length > MAX_GREETING_BYTES ? -1 : length;
  }

  /** Whether {@code prefix} begins a greeting of a version that is not read here. */
  public static boolean isOfOtherVersion(byte[] prefix) {
    var in = new ByteReader(prefix);
    return in.remaining() == PREFIX_BYTES && in.u16() == MAGIC && in.u8() != VERSION;
  }

  /** Returns true if a connection that begins with these two bytes is meant to be a link. */
  public static boolean isLink(int first, int second) {
    return (first & 0xff) == MAGIC >> 8 && (second & 0xff) == (MAGIC & 0xff);
  }

  /** A greeting, and the cluster in which it is meant. */
  public record Greeted(String cluster, LinkGreeting greeting) {}

  /** The greeting in the bytes after the prefix; nothing if there is none. */
  public static Optional<Greeted> greeting(byte[] body) {
    try {
      var in = new ByteReader(body);
      var cluster = in.text(WireLimits.MAX_CLUSTER_BYTES);
      var greeting = new LinkGreeting(IdCodec.member(in), IdCodec.member(in), IdCodec.view(in));
      in.requireEnd();
      return Optional.of(new Greeted(cluster, greeting));
    } catch (MalformedException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  public static byte[] answer(Verdict verdict) {
    return new ByteWriter(ANSWER_BYTES).u16(MAGIC).u8(VERSION).u8(code(verdict)).toArray();
  }

  private static int code(Verdict verdict) {
    return switch (verdict) {
      case WELCOME -> 0;
      case SOMEBODY_ELSE -> 1;
      case NOT_NOW -> 2;
    };
  }

  /**
   * The verdict in an answer; nothing if this is none. One that is not known here, or of another
   * version: not now.
   */
  public static Optional<Verdict> verdict(byte[] answer) {
    var in = new ByteReader(answer);
    if (in.remaining() != ANSWER_BYTES || in.u16() != MAGIC) return Optional.empty();
    if (in.u8() != VERSION) return Optional.of(Verdict.NOT_NOW);
    int code = in.u8();
    for (var verdict : Verdict.values()) if (code(verdict) == code) return Optional.of(verdict);
    return Optional.of(Verdict.NOT_NOW);
  }
}
