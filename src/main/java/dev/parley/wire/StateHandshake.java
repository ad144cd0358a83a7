package dev.parley.wire;

import dev.parley.chat.BucketDigests;
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
   * The version of requests with the digests of a frozen state, and of their answers; a refusal of
   * a request of a version that is not read here carries it as well.
   */
  public static final int VERSION = 3;

  /** The version of requests for whole states, and of their answers. */
  public static final int WHOLE_VERSION = 2;

  /**
   * The version of requests for a copy of what is different in the state of a member that is not
   * frozen, and of their answers.
   */
  public static final int COPY_VERSION = 4;

  /** The length of the digests in a request that has any; they follow it. */
  public static final int DIGESTS_HEAD_BYTES = 4;

  /** The kind of the rest of an answer. A status that is not known here is a refusal. */
  public enum Status {
    /** The state, or what is different in it. */
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

  /** A request for the whole state. */
  public static byte[] encode(Request request) {
    return encode(request, WHOLE_VERSION).toArray();
  }

  /** A request for what is different from a state with these digests. */
  public static byte[] encode(Request request, BucketDigests known) {
    var digests = BucketCodec.encode(known);
    return encode(request, VERSION).u32(digests.length).raw(digests).toArray();
  }

  /** A request for a copy of what is different from a state with these digests. */
  public static byte[] encodeCopy(String cluster, BucketDigests known) {
    var digests = BucketCodec.encode(known);
    return encode(new ByteWriter(64).text(cluster), COPY_VERSION)
        .u32(digests.length)
        .raw(digests)
        .toArray();
  }

  private static ByteWriter encode(Request request, int version) {
    var body = new ByteWriter(64).text(request.cluster()).varint(request.ballot().epoch());
    IdCodec.write(request.ballot().coordinator(), body);
    return encode(body, version);
  }

  private static ByteWriter encode(ByteWriter body, int version) {
    return new ByteWriter(64).u16(MAGIC).u8(version).u16(body.size()).raw(body.toArray());
  }

  /** How many bytes follow the prefix of a request; -1 if this is no request. */
  public static int requestBytes(byte[] prefix) {
    var in = new ByteReader(prefix);
    if (in.remaining() != REQUEST_PREFIX_BYTES || in.u16() != MAGIC || !isRead(in.u8())) return -1;
    int length = in.u16();
    return length > MAX_REQUEST_BYTES ? -1 : length;
  }

  /** Whether {@code prefix} begins a request of a version that is not read here. */
  public static boolean isOfOtherVersion(byte[] prefix) {
    var in = new ByteReader(prefix);
    return in.remaining() == REQUEST_PREFIX_BYTES && in.u16() == MAGIC && !isRead(in.u8());
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

  /**
   * The cluster in the bytes after the prefix of a request for a copy; nothing if there is none.
   */
  public static Optional<String> copyRequest(byte[] body) {
    try {
      var in = new ByteReader(body);
      var cluster = in.text(WireLimits.MAX_CLUSTER_BYTES);
      in.requireEnd();
      return Optional.of(cluster);
    } catch (MalformedException e) {
      return Optional.empty();
    }
  }

  private static boolean isRead(int version) {
    return version >= WHOLE_VERSION && version <= COPY_VERSION;
  }

  /** The version in the prefix of a request, or in the header of an answer. */
  public static int version(byte[] header) {
    return header[2] & 0xff;
  }

  /** The header of an answer to a request of this version. */
  public static byte[] header(Status status, int version) {
    return new ByteWriter(ANSWER_HEADER_BYTES).u16(MAGIC).u8(version).u8(status.code).toArray();
  }

  /**
   * The status in the header of an answer; nothing if this is no answer that is read here, except
   * for {@link Status#OTHER_VERSION}.
   */
  public static Optional<Status> status(byte[] header) {
    var in = new ByteReader(header);
    if (in.remaining() != ANSWER_HEADER_BYTES || in.u16() != MAGIC) return Optional.empty();
    int version = in.u8();
    int code = in.u8();
    if (!isRead(version) && code != Status.OTHER_VERSION.code) return Optional.empty();
    for (var status : Status.values()) if (status.code == code) return Optional.of(status);
    return Optional.of(Status.REFUSED);
  }
}
