package dev.parley.protocol;

/**
 * One life of one node: the node's name and the incarnation that it stored before its first
 * datagram left. A restarted node is another member. Ordered by node, then incarnation; this order
 * is the ring's, and it is constant for the life of the member.
 */
public record MemberId(String node, long incarnation) implements Comparable<MemberId> {
  /** Longest node name in characters, so that a foreign one cannot fill memory. */
  public static final int MAX_NODE_LENGTH = 64;

  /**
   * The largest incarnation, which is a time in milliseconds: of the year 10889. A clock that is
   * wrong by a century is far below it. A larger one was forged, or would leave a node no later
   * incarnation.
   */
  public static final long MAX_INCARNATION = 1L << 48;

  public MemberId {
    if (node.isEmpty() || node.length() > MAX_NODE_LENGTH) {
      throw new IllegalArgumentException(
          "a node name has 1 to " + MAX_NODE_LENGTH + " characters, this one has " + node.length());
    }
    if (incarnation < 0 || incarnation > MAX_INCARNATION)
      throw new IllegalArgumentException(
          "an incarnation is 0 to " + MAX_INCARNATION + ", this one is " + incarnation);
  }

  /**
   * Returns true if this is a later incarnation of the same node: a proof that {@code other} is
   * dead.
   */
  public boolean supersedes(MemberId other) {
    return node.equals(other.node) && incarnation > other.incarnation;
  }

  @Override
  public int compareTo(MemberId other) {
    int byNode = node.compareTo(other.node);
    return byNode != 0 ? byNode : Long.compare(incarnation, other.incarnation);
  }

  @Override
  public String toString() {
    return node + "." + incarnation;
  }
}
