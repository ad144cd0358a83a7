package dev.parley.chat;

/**
 * A numbered series of messages of one sender: {@code client} is the id that the sender's client
 * keeps for as long as it lives. Within a stream the numbers count 1, 2, 3 … and each is one
 * message, however often it is sent.
 */
public record Stream(UserName sender, String client) implements Comparable<Stream> {
  /** The longest client id. */
  public static final int MAX_CLIENT_LENGTH = 128;

  public Stream {
    if (client.isEmpty() || client.length() > MAX_CLIENT_LENGTH) {
      throw new IllegalArgumentException(
          "a client id has 1 to "
              + MAX_CLIENT_LENGTH
              + " characters, this one has "
              + client.length());
    }
  }

  @Override
  public int compareTo(Stream other) {
    int bySender = sender.compareTo(other.sender);
    return bySender != 0 ? bySender : client.compareTo(other.client);
  }
}
