package dev.parley.observe;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * By how much another member's time of day is behind this node's, so that the points of both can be
 * drawn on one axis: the least difference between sending and arrival among the latest messages,
 * which had the quickest way (Cristian, "Probabilistic clock synchronization", 1989). Wrong by that
 * way's time: a message is drawn as later than it was, and never as sent after this node has it.
 */
final class ClockOffset {
  /** A clock that is set right is believed after so many messages. */
  static final int MESSAGES = 64;

  private final Deque<Long> differencesMs = new ArrayDeque<>();

  /** Returns the milliseconds to add to the member's times. */
  long onMessage(long sentMs, long arrivedMs) {
    differencesMs.addLast(arrivedMs - sentMs);
    if (differencesMs.size() > MESSAGES) differencesMs.removeFirst();
    return differencesMs.stream().mapToLong(ms -> ms).min().orElse(0);
  }
}
