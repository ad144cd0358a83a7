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
    if (!isNode(node)) {
      // Without the name: it may be foreign, and the sentence goes to the log.
      throw new IllegalArgumentException(
          "a node name has 1 to "
              + MAX_NODE_LENGTH
              + " of A-Z a-z 0-9 . _ -, this one has "
              + node.length()
              + " characters");
    }
    if (incarnation < 0 || incarnation > MAX_INCARNATION)
      throw new IllegalArgumentException(
          "an incarnation is 0 to " + MAX_INCARNATION + ", this one is " + incarnation);
  }

  /**
   * Whether {@code text} may name a node: it is written to logs, terminals and addresses as it is.
   */
  public static boolean isNode(String text) {
    return !text.isEmpty() && text.length() <= MAX_NODE_LENGTH && hasNodeCharactersOnly(text);
  }

  // Asked for every member of every frame: a stream of characters costs ten times as much.
  private static boolean hasNodeCharactersOnly(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!isNodeCharacter(text.charAt(i))) return false;
    }
    return true;
  }

  private static boolean isNodeCharacter(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= '0' && c <= '9')
        || (c >= 'A' && c <= 'Z')
        || c == '.'
        || c == '_'
        || c == '-';
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
