package dev.parley.wire;

/**
 * The limits of the messages between nodes. Larger ones are not sent, and refused when they come.
 */
public final class WireLimits {
  /**
   * A whole datagram. UDP over IPv4 carries 65,507 bytes; the rest is room for a seal around it.
   */
  public static final int MAX_DATAGRAM_BYTES = 60 * 1024;

  /** A body before compression, so that a small datagram cannot fill memory. */
  public static final int MAX_BODY_BYTES = 512 * 1024;

  /** A cluster's name in characters: it travels in every datagram. */
  public static final int MAX_CLUSTER_LENGTH = 64;

  /** The same in bytes of UTF-8, where each of its characters may take three. */
  public static final int MAX_CLUSTER_BYTES = 3 * MAX_CLUSTER_LENGTH;

  /** The bytes that precede the frames of a datagram, with the longest name of a cluster. */
  public static final int MAX_HEADER_BYTES = 200;

  /** A node's name in bytes of UTF-8, where each of its characters may take three. */
  public static final int MAX_NODE_BYTES = 3 * dev.parley.protocol.MemberId.MAX_NODE_LENGTH;

  /** Frames in one datagram: more than the batcher packs into the largest budget. */
  public static final int MAX_FRAMES = 4_096;

  /** Levels of lists in lists: our own messages need nine. */
  public static final int MAX_NESTING = 32;

  /** A client's discovery datagram, and the answer to it (client protocol, 4). */
  public static final int MAX_CLIENT_DATAGRAM_BYTES = 1_400;

  /** The state of one component, as it is copied at a merge. */
  public static final long MAX_STATE_BYTES = 1L << 30;

  /** A part of a state, with its own checksum: one entry of the largest, and room to spare. */
  public static final int MAX_STATE_PART_BYTES = 512 * 1024;

  private WireLimits() {}
}
