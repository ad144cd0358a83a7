package dev.parley.wire;

/**
 * The limits of the messages between nodes. Larger ones are not sent, and refused when they come.
 */
public final class WireLimits {
  /**
   * A whole datagram. UDP over IPv4 carries 65,507 bytes; the rest is room for a seal around it.
   */
  public static final int MAX_DATAGRAM_BYTES = 60 * 1024;

  /**
   * A body before compression, so that a small datagram cannot fill memory. The largest is the cut
   * of as many parts as a view has members, each of which knows messages of all of them: with the
   * longest names 324,000 bytes.
   */
  public static final int MAX_BODY_BYTES = 384 * 1024;

  /**
   * The values in a body, of which each becomes an object at most: twice those of the largest, a
   * cut of as many parts as a view has members.
   */
  public static final int MAX_BODY_VALUES = 4_096;

  /** The origins in all vectors of a body: two of the longest. */
  public static final int MAX_BODY_ORIGINS = 2 * dev.parley.protocol.VersionVector.MAX_ORIGINS;

  /**
   * A body is at most this many times as long as its compressed form, and {@link #MIN_INFLATED}.
   */
  public static final int MAX_INFLATION = 200;

  /** Whatever its compressed form is, a body may have this many bytes. */
  public static final int MIN_INFLATED = 8 * 1024;

  /** A cluster's name in characters: it travels in every datagram. */
  public static final int MAX_CLUSTER_LENGTH = 64;

  /** The same in bytes of UTF-8, where each of its characters may take three. */
  public static final int MAX_CLUSTER_BYTES = 3 * MAX_CLUSTER_LENGTH;

  /** The bytes that precede the frames of a datagram, with the longest name of a cluster. */
  public static final int MAX_HEADER_BYTES = 200;

  /** A node's name in bytes: its characters are of ASCII. */
  public static final int MAX_NODE_BYTES = dev.parley.protocol.MemberId.MAX_NODE_LENGTH;

  /** Frames in one datagram: more than the batcher packs into the largest budget. */
  public static final int MAX_FRAMES = 4_096;

  /** The longest text of an event or a state, in bytes: it carries no more than a message. */
  public static final int MAX_TEXT_BYTES = 128 * 1024;

  /** Levels of lists in lists: our own messages need nine. */
  public static final int MAX_NESTING = 32;

  /** A client's discovery datagram, and the answer to it (client protocol, 4). */
  public static final int MAX_CLIENT_DATAGRAM_BYTES = 1_400;

  /** The state of one component, as it is copied at a merge. */
  public static final long MAX_STATE_BYTES = 1L << 30;

  /**
   * A part of a state, with its own checksum: one entry of the largest, which is the account log
   * with all rooms that there may be, and room to spare.
   */
  public static final int MAX_STATE_PART_BYTES = 2 * 1024 * 1024;

  private WireLimits() {}
}
