package dev.parley.chat.model;

import dev.parley.protocol.MemberId;

/**
 * A numbered series of messages of one sender: {@code client} is the id that the sender's client
 * keeps for as long as it lives. Within a stream the numbers count 1, 2, 3 … and each is one
 * message, however often it is sent.
 */
public record ClientStream(UserName sender, String client) implements Comparable<ClientStream> {
  /** The longest client id. */
  public static final int MAX_CLIENT_LENGTH = 128;

  /**
   * The first character of the client id under which a node numbers messages that come without a
   * number.
   */
  private static final String OF_NODE = "@";

  /** The first characters of the id that stands for one that was forgotten; no node is named so. */
  private static final String FORGOTTEN = OF_NODE + "~";

  /** The first characters of the id of a stream to a member of a room; no node is named so. */
  private static final String TO_MEMBER = OF_NODE + "#";

  /** The first characters of the id that stands for all streams of a client to members of rooms. */
  private static final String FORGOTTEN_TO_MEMBERS = FORGOTTEN + "#";

  private static final String LAST = "\uffff".repeat(MAX_CLIENT_LENGTH);

  public ClientStream {
    if (!isId(client)) {
      throw new IllegalArgumentException(
          "a client id has 1 to "
              + MAX_CLIENT_LENGTH
              + " complete characters, no control characters; this one has "
              + client.length());
    }
  }

  /**
   * Whether {@code text} may be a client id: every server can encode it, and every database can
   * store it.
   */
  public static boolean isId(String text) {
    return !text.isEmpty()
        && text.length() <= MAX_CLIENT_LENGTH
        && TextRules.isWhole(text)
        && !hasControl(text);
  }

  // Asked for every message that is decoded: a stream of characters costs ten times as much.
  private static boolean hasControl(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isISOControl(text.charAt(i))) return true;
    }
    return false;
  }

  /** Whether a client may use this id: the nodes have ids of their own. */
  public static boolean isIdOfClient(String text) {
    return isId(text) && !text.startsWith(OF_NODE);
  }

  /**
   * The stream in which {@code node} numbers the messages that {@code sender} sends without a
   * number. Each life of a node has a stream of its own, because it does not know which numbers an
   * earlier life gave.
   */
  public static ClientStream ofNode(UserName sender, MemberId node) {
    return new ClientStream(sender, OF_NODE + node);
  }

  /** No stream of {@code sender} is before this one. */
  public static ClientStream first(UserName sender) {
    return new ClientStream(sender, " "); // the smallest character that is no control character
  }

  /** No stream of {@code sender} is after this one. */
  public static ClientStream last(UserName sender) {
    return new ClientStream(sender, LAST);
  }

  /** Whether a node gives the numbers, or gave them, and not a client. */
  public boolean isOfNode() {
    return client.startsWith(OF_NODE)
        && !isToMember()
        && (!isForgotten() || client.startsWith(FORGOTTEN + OF_NODE));
  }

  /** The stream in which the client of this one numbers what it sends to rooms with that member. */
  public ClientStream toMember(UserName receiver) {
    return new ClientStream(sender, TO_MEMBER + clientMark() + "." + receiver.key());
  }

  /** Whether this is such a stream. */
  public boolean isToMember() {
    return client.startsWith(TO_MEMBER);
  }

  /**
   * A short text for the client, the same in its own stream and in those to members of rooms, also
   * when they are forgotten.
   */
  public String clientMark() {
    if (isToMember()) {
      int end = client.indexOf('.');
      // A forged one may have no end.
      return client.substring(TO_MEMBER.length(), end < 0 ? client.length() : end);
    }
    if (isForgottenToMembers()) return client.substring(FORGOTTEN_TO_MEMBERS.length());
    if (!isForgotten()) return mark();
    return client.substring(FORGOTTEN.length()).replace(OF_NODE, "");
  }

  private String mark() {
    return Long.toString(hash(), Character.MAX_RADIX);
  }

  private long hash() {
    long hash = 0xcbf29ce484222325L; // FNV-1a
    for (int i = 0; i < client.length(); i++) hash = (hash ^ client.charAt(i)) * 0x100000001b3L;
    return hash;
  }

  /**
   * The stream that stands for this one when it is forgotten: its id is made of this one's, and
   * short. A node's id has another form than a client's, so that the two can be told apart. For all
   * streams of a client to members of rooms one stands.
   */
  public ClientStream forgotten() {
    if (isToMember()) return new ClientStream(sender, FORGOTTEN_TO_MEMBERS + clientMark());
    var ofNode = isOfNode() ? OF_NODE : "";
    return new ClientStream(sender, FORGOTTEN + ofNode + mark());
  }

  /** Whether this stands for streams to members of rooms that were forgotten. */
  public boolean isForgottenToMembers() {
    return client.startsWith(FORGOTTEN_TO_MEMBERS);
  }

  /** Whether this stands for a stream that was forgotten. */
  public boolean isForgotten() {
    return client.startsWith(FORGOTTEN);
  }

  /** Whether this is {@code other} to the letter: names are equal in any case. */
  boolean isSpelledAs(ClientStream other) {
    return client.equals(other.client) && sender.isSpelledAs(other.sender);
  }

  /** The object {@code other} if it is the same to the letter, or else this one. */
  public ClientStream sharing(ClientStream other) {
    return isSpelledAs(other) ? other : this;
  }

  @Override
  public int compareTo(ClientStream other) {
    if (this == other) return 0; // mail that waits shares its streams
    int bySender = sender.compareTo(other.sender);
    return bySender != 0 ? bySender : client.compareTo(other.client);
  }
}
