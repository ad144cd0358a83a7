package dev.parley.config;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * How long a message is kept after it was sent, also when it was read (zero: only until it is
 * read), and how many of one conversation.
 */
public record HistorySettings(Duration keep, int perConversation) {
  /** Keeps nothing of what was read. */
  public static final HistorySettings NONE = new HistorySettings(Duration.ZERO, 10_000);

  /** Less would be gone before its reader turns a page. */
  private static final int MIN_PER_CONVERSATION = 200;

  /** A shorter time would be less than the clocks of servers may differ by. */
  private static final Duration MIN_KEEP = Duration.ofHours(1);

  public HistorySettings {
    boolean isTooShort = !keep.isZero() && keep.compareTo(MIN_KEEP) < 0;
    if (isTooShort) {
      throw new ConfigProblem(
          "parley.history.keep (%d ms) must be at least %d h, or 0 to keep nothing that was read."
              .formatted(keep.toMillis(), MIN_KEEP.toHours()));
    }
    if (perConversation < MIN_PER_CONVERSATION) {
      throw new ConfigProblem(
          "parley.history.per-conversation must be at least %d, not %d."
              .formatted(MIN_PER_CONVERSATION, perConversation));
    }
  }

  public boolean isKept() {
    return !keep.isZero();
  }

  static HistorySettings read(Config config) {
    return new HistorySettings(
        config.getDuration("history.keep"), config.getInt("history.per-conversation"));
  }
}
