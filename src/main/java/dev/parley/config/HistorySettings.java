package dev.parley.config;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * How long a message is kept after it was sent, also when it was read (zero: only until it is
 * read), how many of one conversation, and how fast a node fetches what it lacks, in bytes a
 * second.
 */
public record HistorySettings(Duration keep, int perConversation, long rate) {
  /** Keeps nothing of what was read. */
  public static final HistorySettings NONE = new HistorySettings(Duration.ZERO, 10_000);

  /** A slower server would never catch up with what others say meanwhile. */
  private static final long MIN_RATE = 64 << 10;

  private static final long DEFAULT_RATE = 10 << 20;

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
    if (rate < MIN_RATE) {
      throw new ConfigProblem(
          "parley.history.rate must be at least %d bytes a second, not %d."
              .formatted(MIN_RATE, rate));
    }
    if (perConversation < MIN_PER_CONVERSATION) {
      throw new ConfigProblem(
          "parley.history.per-conversation must be at least %d, not %d."
              .formatted(MIN_PER_CONVERSATION, perConversation));
    }
  }

  public HistorySettings(Duration keep, int perConversation) {
    this(keep, perConversation, DEFAULT_RATE);
  }

  public boolean isKept() {
    return !keep.isZero();
  }

  static HistorySettings read(Config config) {
    return new HistorySettings(
        config.getDuration("history.keep"),
        config.getInt("history.per-conversation"),
        config.getBytes("history.rate"));
  }
}
