package dev.parley.chat;

/**
 * One private message. {@code lamport} is larger than that of every message that its sender's
 * server had delivered before, so sorting by ({@code lamport}, {@code id}) never puts an answer
 * before its question. {@code sentAtMs} is the origin's wall clock, for display only.
 */
public record Mail(MessageId id, UserName to, String text, long sentAtMs, long lamport) {
  /** In bytes of UTF-8. */
  public static final int MAX_TEXT_BYTES = 4_096;

  public UserName from() {
    return id.stream().sender();
  }
}
