package dev.parley.client.core;

/**
 * A message that no server has accepted yet. {@code number} is this client's own name for it, also
 * across restarts; the {@code seq} of the protocol is given when it is first sent. {@code
 * writtenAt} is ISO 8601, UTC; {@code ref} is the name that the user's program gave it, often
 * empty.
 */
public record UnsentMessage(long number, String to, String text, String writtenAt, String ref) {
  UnsentMessage numbered(long next) {
    return new UnsentMessage(next, to, text, writtenAt, ref);
  }
}
