package dev.parley.group;

/**
 * Datagrams since the start, by what became of them. {@code received} counts all; of these {@code
 * own} (under this node's name), {@code foreign} (of other clusters), {@code malformed} and {@code
 * unrouted} (nobody here takes them) were dropped. {@code tooLarge} messages were not sent.
 */
public record Traffic(long sent, long received, Dropped dropped, long fromClients, long tooLarge) {
  /** Received and dropped, by reason. */
  public record Dropped(long own, long foreign, long malformed, long unrouted) {}
}
