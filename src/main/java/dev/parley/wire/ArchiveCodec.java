package dev.parley.wire;

import dev.parley.chat.StateChanges;
import dev.parley.chat.history.ArchiveAnswer;
import dev.parley.chat.history.ArchiveAnswer.CopiedRows;
import dev.parley.chat.history.ArchiveAnswer.StreamPage;
import dev.parley.chat.history.ArchiveRequest;
import dev.parley.chat.history.ArchiveRequest.AskRows;
import dev.parley.chat.history.ArchiveRequest.AskStreams;
import dev.parley.chat.history.NumberRanges.Range;
import dev.parley.chat.history.StreamNumbers;
import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.UserName;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * What members ask each other about the archive, as bytes: a head of a fixed length, and a body. Of
 * an answer the head has the status. {@code doc/wire-format.md} has the tables. Reading never
 * throws.
 */
public final class ArchiveCodec {
  /** Magic, version, status, and the length and the checksum of the body. */
  public static final int HEAD_BYTES = 12;

  /** The longest ids and intervals, as many as a request may have, and some room. */
  public static final int MAX_REQUEST_BYTES = 256 << 10;

  /** A page with everything that the log may have besides. */
  public static final int MAX_ANSWER_BYTES = 8 << 20;

  private static final int MAGIC = 0xC4AA;
  private static final int VERSION = 1;

  // The kinds of requests and of answers.
  private static final int STREAMS = 0;
  private static final int ROWS = 1;

  /** The longest body of a client id or a name. */
  private static final int MAX_WORD_BYTES = 3 * ClientStream.MAX_CLIENT_LENGTH;

  /** What the head says of the rest. */
  public enum Status {
    /** A request, or a whole answer. */
    WHOLE(0),
    /** Nothing: of another cluster, without an archive, too busy, or of another version. */
    REFUSED(1);

    private final int code;

    Status(int code) {
      this.code = code;
    }
  }

  /** The length of the body and its checksum. */
  public record Head(Status status, int bodyBytes, int checksum) {}

  private ArchiveCodec() {}

  /** Whether a connection that begins with these two bytes is about the archive. */
  public static boolean isArchive(int first, int second) {
    return (first & 0xff) == MAGIC >> 8 && (second & 0xff) == (MAGIC & 0xff);
  }

  public static byte[] encode(String cluster, ArchiveRequest request) {
    var out = new ByteWriter(256).text(cluster);
    if (request instanceof AskStreams ask) {
      out.u8(STREAMS);
      write(ask.after(), out);
    } else if (request instanceof AskRows ask) {
      out.u8(ROWS);
      write(ask.wanted(), out);
    } else throw new AssertionError("no form for " + request);
    return withHead(Status.WHOLE, out.toArray());
  }

  public static byte[] encode(ArchiveAnswer answer) {
    var out = new ByteWriter(1_024);
    if (answer instanceof StreamPage page) {
      out.u8(STREAMS);
      write(page.streams(), out);
      write(page.next(), out);
    } else if (answer instanceof CopiedRows rows) {
      out.u8(ROWS);
      write(rows.covered(), out);
      out.raw(CommitCodec.encode(record(rows.mails()), stream -> Optional.empty()));
    } else throw new AssertionError("no form for " + answer);
    return withHead(Status.WHOLE, out.toArray());
  }

  public static byte[] refusal() {
    return withHead(Status.REFUSED, new byte[0]);
  }

  /** Messages are written as the log of a store has them. */
  private static CommitRecord record(List<Mail> mails) {
    var none = new StateChanges(0, List.of(), List.of(), List.of(), List.of(), Optional.empty());
    return new CommitRecord(none.withPassed(mails), new TreeMap<>());
  }

  private static byte[] withHead(Status status, byte[] body) {
    var head = new ByteWriter(HEAD_BYTES + body.length).u16(MAGIC).u8(VERSION).u8(status.code);
    return head.u32(body.length).u32(checksum(body)).raw(body).toArray();
  }

  private static void write(Optional<ClientStream> stream, ByteWriter out) {
    out.u8(stream.isPresent() ? 1 : 0);
    stream.ifPresent(present -> write(present, out));
  }

  private static void write(ClientStream stream, ByteWriter out) {
    out.text(stream.sender().key()).text(stream.client());
  }

  private static void write(List<StreamNumbers> streams, ByteWriter out) {
    out.varint(streams.size());
    for (var stream : streams) {
      write(stream.stream(), out);
      out.varint(stream.ranges().size());
      for (var range : stream.ranges()) out.varint(range.from()).varint(range.to() - range.from());
    }
  }

  // Reading.

  /** The head in {@link #HEAD_BYTES} bytes; nothing if it is none, or its body is too long. */
  public static Optional<Head> head(byte[] bytes, int maxBodyBytes) {
    var in = new ByteReader(bytes);
    if (in.remaining() != HEAD_BYTES || in.u16() != MAGIC || in.u8() != VERSION)
      return Optional.empty();
    var status = in.u8() == Status.WHOLE.code ? Status.WHOLE : Status.REFUSED;
    int length = in.u32();
    if (length < 0 || length > maxBodyBytes) return Optional.empty();
    return Optional.of(new Head(status, length, in.u32()));
  }

  /** Nothing if the bytes are not those that the head is about, or not of {@code cluster}. */
  public static Optional<ArchiveRequest> request(String cluster, Head head, byte[] body) {
    if (checksum(body) != head.checksum()) return Optional.empty();
    try {
      var in = new ByteReader(body);
      if (!in.text(WireLimits.MAX_CLUSTER_BYTES).equals(cluster)) return Optional.empty();
      int kind = in.u8();
      if (kind != STREAMS && kind != ROWS) return Optional.empty();
      var request = kind == STREAMS ? new AskStreams(stream(in)) : new AskRows(wanted(in));
      in.requireEnd();
      return Optional.of(request);
    } catch (MalformedException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Nothing if the bytes are not those that the head is about. */
  public static Optional<ArchiveAnswer> answer(Head head, byte[] body) {
    if (head.status() != Status.WHOLE || checksum(body) != head.checksum()) return Optional.empty();
    try {
      var in = new ByteReader(body);
      int kind = in.u8();
      var streams = streams(in);
      if (kind == STREAMS) {
        var page = new StreamPage(streams, stream(in));
        in.requireEnd();
        return Optional.of(page);
      }
      if (kind != ROWS) return Optional.empty();
      return CommitCodec.decode(in.rest(), stream -> Optional.empty())
          .map(record -> new CopiedRows(record.changes().passed(), streams));
    } catch (MalformedException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Optional<ClientStream> stream(ByteReader in) {
    return in.flag() ? Optional.of(present(in)) : Optional.empty();
  }

  private static ClientStream present(ByteReader in) {
    var sender = UserName.of(word(in));
    return new ClientStream(sender, word(in));
  }

  /** A client id may have the character that stands for bytes that are not UTF-8. */
  private static String word(ByteReader in) {
    return new String(in.block(MAX_WORD_BYTES), StandardCharsets.UTF_8);
  }

  private static List<StreamNumbers> wanted(ByteReader in) {
    var wanted = streams(in);
    int ranges = wanted.stream().mapToInt(stream -> stream.ranges().size()).sum();
    if (wanted.size() > AskRows.MAX_STREAMS || ranges > AskRows.MAX_RANGES)
      throw new MalformedException(wanted.size() + " streams with " + ranges + " intervals");
    return wanted;
  }

  /** Each of these takes two bytes at least. */
  private static List<StreamNumbers> streams(ByteReader in) {
    var streams = new ArrayList<StreamNumbers>();
    for (int count = in.count(in.remaining()); count > 0; count--) {
      var stream = present(in);
      var ranges = new ArrayList<Range>();
      for (int left = in.count(in.remaining()); left > 0; left--) {
        long from = in.varint();
        ranges.add(new Range(from, from + in.varint()));
      }
      streams.add(new StreamNumbers(stream, ranges));
    }
    return streams;
  }

  private static int checksum(byte[] body) {
    var crc = new CRC32C();
    crc.update(body, 0, body.length);
    return (int) crc.getValue();
  }
}
