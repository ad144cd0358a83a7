package dev.parley.observe;

/**
 * Of how many messages one is shown, so that no more than some hundred are drawn in a second. A
 * power of two: two members that have chosen differently still show the same messages, one of them
 * more.
 */
public final class TraceRate {
  /** More lines in a second are a grey area. */
  public static final int MAX_SHOWN_PER_SECOND = 200;

  /** At this rate a message is shown every five seconds, however many there are. */
  static final int MAX_EVERY = 1 << 20;

  private int every = 1;

  /** {@code messages} were delivered in {@code ms}. */
  public void onMeasured(long messages, long ms) {
    if (ms <= 0) return;
    long perSecond = messages * 1_000 / ms;
    int next = 1;
    while (next < MAX_EVERY && perSecond / next > MAX_SHOWN_PER_SECOND) next *= 2;
    every = next;
  }

  public int every() {
    return every;
  }
}
