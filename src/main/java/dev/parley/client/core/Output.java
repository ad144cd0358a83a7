package dev.parley.client.core;

/** What the courier wants done, in order. */
public sealed interface Output {
  /** Connect to this server; ends in one {@code onConnected} or {@code onLinkLost}. */
  record Dial(String server) implements Output {}

  /** Drop the connection; nothing is heard of it any more. */
  enum HangUp implements Output {
    INSTANCE
  }

  record Write(String line) implements Output {}

  /** Ask on the multicast group who is there. */
  enum Seek implements Output {
    INSTANCE
  }

  /** Must survive this process before the next output is performed. */
  record Save(Profile profile) implements Output {}

  /** Append to the conversations that are kept. */
  record Remember(Letter letter) implements Output {}

  /** Keep that the receiver has seen the message with this id. */
  record RememberDelivered(String msg) implements Output {}

  /** Keep that the message with this id goes to nobody. */
  record RememberReturned(String msg) implements Output {}

  record Tell(Happening happening) implements Output {}
}
