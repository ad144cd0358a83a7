package dev.parley.protocol.multicast;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Decides when to ask again for missing frames, by slot of one view. A gap waits a short random
 * while, because reordering often closes it and because members that miss the same should not all
 * ask at once (Floyd et al., SRM, 1997); then it is asked for with growing pauses, for as long as
 * it is open.
 */
public final class GapDetector {
  /** The first question waits between these, in milliseconds. */
  public static final long FIRST_WAIT_MIN_MS = 2;

  public static final long FIRST_WAIT_MAX_MS = 10;

  /** The pause after the first question; each further one is half as long again. */
  public static final long RETRY_MS = 20;

  /** No pause is longer, so that a healed link is noticed soon. */
  public static final long MAX_RETRY_MS = 500;

  private static final long CLOSED = -1;

  private final long[] highestKnown;
  private final long[] askAtMs;
  private final long[] lowestMissing;
  private final int[] attempts;
  private final long[] openedMs;
  private final RandomGenerator random;

  public GapDetector(long[] base, RandomGenerator random) {
    this.highestKnown = base.clone();
    this.askAtMs = new long[base.length];
    this.lowestMissing = new long[base.length];
    this.attempts = new int[base.length];
    this.openedMs = new long[base.length];
    this.random = random;
    Arrays.fill(askAtMs, CLOSED);
  }

  /** A message shows that {@code slot} has sent {@code seq}. */
  public void onKnown(int slot, long seq) {
    highestKnown[slot] = Math.max(highestKnown[slot], seq);
  }

  public long highestKnown(int slot) {
    return highestKnown[slot];
  }

  /** Nothing is missing of {@code slot}. */
  public void onClosed(int slot) {
    askAtMs[slot] = CLOSED;
    attempts[slot] = 0;
  }

  /**
   * {@code firstMissing} of {@code slot} is missing: returns true if it should be asked for now. A
   * gap whose lower end has moved is a new gap: its repair is under way, and patience starts again.
   */
  public boolean isDue(int slot, long firstMissing, long nowMs) {
    if (askAtMs[slot] == CLOSED || lowestMissing[slot] != firstMissing) {
      lowestMissing[slot] = firstMissing;
      attempts[slot] = 0;
      openedMs[slot] = nowMs;
      askAtMs[slot] =
          nowMs + FIRST_WAIT_MIN_MS + random.nextLong(FIRST_WAIT_MAX_MS - FIRST_WAIT_MIN_MS + 1);
      return false;
    }
    if (nowMs < askAtMs[slot]) return false;
    askAtMs[slot] = nowMs + pause(slot);
    attempts[slot]++;
    return true;
  }

  private long pause(int slot) {
    return (long) Math.min(MAX_RETRY_MS, RETRY_MS * Math.pow(1.5, attempts[slot]));
  }

  /**
   * Another member asked all for messages of {@code slot} that are missing here, too: its answer is
   * waited for as if this member had asked (SRM's suppression).
   */
  public void onAskedByAnother(int slot, long nowMs) {
    if (askAtMs[slot] != CLOSED) askAtMs[slot] = Math.max(askAtMs[slot], nowMs + pause(slot));
  }

  /** The lowest number that was missing of {@code slot} when it was looked at last. */
  long lowestMissing(int slot) {
    return lowestMissing[slot];
  }

  /** Since when the open gap of {@code slot} is known. */
  long openedMs(int slot) {
    return openedMs[slot];
  }

  /** How often the open gap of {@code slot} was asked for. */
  public int attempts(int slot) {
    return attempts[slot];
  }
}
