package dev.parley.chat;

import dev.parley.chat.ChatEvent.MailExpired;
import java.util.Optional;

/**
 * Which mail has waited for too long. The leader decides it, by its own clock, and tells the others
 * which messages they are to forget: no two servers have one clock.
 */
public final class Retention {
  /** Between two looks at everything that waits. */
  public static final long CHECK_MS = 1_000;

  /** Messages forgotten by one event; the rest goes with the next look. */
  public static final int MAX_AT_ONCE = 1_000;

  /** Waits for ever. */
  public static final long FOR_EVER = 0;

  private final ChatState state;
  private final long keepMs;
  private long lastMs;
  private boolean isLooking;

  /** A message may wait for {@code keepMs}, or {@link #FOR_EVER}. */
  public Retention(ChatState state, long keepMs) {
    this.state = state;
    this.keepMs = keepMs;
  }

  /** What the leader tells now, if anything. {@code wallMs} is the time of day. */
  public Optional<MailExpired> onTick(long nowMs, long wallMs) {
    boolean isTime = !isLooking || nowMs - lastMs >= CHECK_MS;
    if (keepMs == FOR_EVER || !isTime) return Optional.empty();
    isLooking = true;
    lastMs = nowMs;
    var expired = state.sentBefore(wallMs - keepMs, MAX_AT_ONCE);
    return expired.isEmpty() ? Optional.empty() : Optional.of(new MailExpired(expired));
  }
}
