package dev.parley.wire;

import dev.parley.protocol.Ballot;
import java.util.Optional;

/**
 * The opening of a state transfer: the request of a member to another over TCP, and the first bytes
 * of the answer. {@code doc/wire-format.md} has the tables.
 */
public final class StateHandshake {
  /** Magic, version and the length of the rest. */
  public static final int REQUEST_PREFIX_BYTES = 5;

  /** The largest length after the prefix of a request. */
  public static final int MAX_REQUEST_BYTES = 512;

  /** Magic, version and status. */
  public static final int ANSWER_HEADER_BYTES = 4;

  /** The length of a part, and its checksum; after a length of 0 the digest follows. */
  public static final int PART_HEAD_BYTES = 8;

  private static final int MAGIC = 0xC4A8;

  /**
   * The version of requests and answers; a refusal of a request of another version carries it as
   * well.
   */
  public static final int VERSION = 2;

  /** The kind of the rest of an answer. A status that is not known here is a refusal. */
  public enum Status {
    /** The state. */
    WHOLE(0),
    /** Nothing: the holder has not frozen for this ballot yet. */
    NOT_YET(1),
    /** Nothing: the request is for another cluster. */
    REFUSED(2),
    /** Nothing: too many ask at once. */
    BUSY(3),
    /** Nothing: the request is of a version that the holder does not read. */
    OTHER_VERSION(4);

    private final int code;

    Status(int code) {
      this.code = code;
    }
  }

  /** The state that was frozen for {@code ballot}. */
  public record Request(String cluster, Ballot ballot) {}

  private StateHandshake() {}

  public static byte[] encode(Request request) {
    var body = new ByteWriter(64).text(request.cluster()).varint(request.ballot().epoch());
    IdCodec.write(request.ballot().coordinator(), body);
    return new ByteWriter(64).u16(MAGIC).u8(VERSION).u16(body.size()).raw(body.toArray()).toArray();
  }

  /** How many bytes follow the prefix of a request; -1 if this is no request. */
  public static int requestBytes(byte[] prefix) {
    var in = new ByteReader(prefix);
    if (in.remaining() != REQUEST_PREFIX_BYTES || in.u16() != MAGIC || in.u8() != VERSION)
      return -1;
    int length = in.u16();
    return length > MAX_REQUEST_BYTES ? -1 : length;
  }

  /** Whether {@code prefix} begins a request of a version that is not read here. */
  public static boolean isOfOtherVersion(byte[] prefix) {
    var in = new ByteReader(prefix);
    return in.remaining() == REQUEST_PREFIX_BYTES && in.u16() == MAGIC && in.u8() != VERSION;
  }

  /** The request in the bytes after the prefix; nothing if there is none. */
  public static Optional<Request> request(byte[] body) {
    try {
      var in = new ByteReader(body);
      var cluster = in.text(WireLimits.MAX_CLUSTER_BYTES);
      var ballot = new Ballot(in.varint(), IdCodec.member(in));
      in.requireEnd();
      return Optional.of(new Request(cluster, ballot));
    } catch (MalformedException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The version in the header of an answer. */
  public static int version(byte[] header) {
    return header[2] & 0xff;
  }

  public static byte[] header(Status status) {
    return new ByteWriter(ANSWER_HEADER_BYTES).u16(MAGIC).u8(VERSION).u8(status.code).toArray();
  }

  /**
   * The status in the header of an answer; nothing if this is no answer of this version, except for
   * {@link Status#OTHER_VERSION}.
   */
  public static Optional<Status> status(byte[] header) {
    var in = new ByteReader(header);
    if (in.remaining() != ANSWER_HEADER_BYTES || in.u16() != MAGIC) return Optional.empty();
    int version = in.u8();
    int code = in.u8();
    if (version != VERSION && code != Status.OTHER_VERSION.code) return Optional.empty();
    for (var status : Status.values()) if (status.code == code) return Optional.of(status);
    return Optional.of(Status.REFUSED);
  }
}
