package dev.parley.client.core;

/** Requests of the client to its shell, in order. */
public sealed interface ClientOutput {
  /** Connect to this server; ends in one {@code onConnected} or {@code onLinkLost}. */
  record Dial(String server) implements ClientOutput {}

  /** Drop the connection; nothing is heard of it any more. */
  enum HangUp implements ClientOutput {
    INSTANCE
  }

  record Write(String line) implements ClientOutput {}

  /** Ask on the multicast group for servers. */
  enum Seek implements ClientOutput {
    INSTANCE
  }

  /**
   * Hash the password: with {@code salt}, in Base64, or with a new one if that is empty. Takes a
   * while, and ends in one {@code onHashed}.
   */
  record Hash(String password, String salt, int iterations) implements ClientOutput {
    @Override
    public String toString() {
      return "Hash[salt=" + salt + ", iterations=" + iterations + "]";
    }
  }

  /** Must survive this process before the next output is performed. */
  record Save(Profile profile) implements ClientOutput {}

  /** Append to the conversations that are kept. */
  record Remember(StoredMessage message) implements ClientOutput {}

  /** Keep that the message with this id was shown to the user, whatever it said. */
  record RememberReceived(String msg) implements ClientOutput {}

  /** Keep that the receiver has seen the message with this id. */
  record RememberDelivered(String msg) implements ClientOutput {}

  /** Store that the message with this id goes to nobody. */
  record RememberReturned(String msg) implements ClientOutput {}

  record Tell(ClientEvent event) implements ClientOutput {}
}
