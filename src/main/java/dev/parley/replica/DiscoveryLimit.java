package dev.parley.replica;

import java.util.HashMap;
import java.util.Map;

/**
 * Bounds the answers to clients that look for a server: the address of a datagram's sender can be
 * forged, and nobody shall be flooded by way of this node. A client asks once in three seconds.
 */
final class DiscoveryLimit {
  /** Enough for many clients behind one address; what is above it is asked again. */
  static final int MAX_ANSWERS_PER_SECOND = 20;

  /** Addresses answered in one second; further ones ask again. */
  static final int MAX_ADDRESSES = 256;

  private static final long SECOND_MS = 1_000;

  private final Map<String, Integer> answers = new HashMap<>();
  private long beginMs;

  boolean mayAnswer(String host, long nowMs) {
    if (nowMs - beginMs >= SECOND_MS) {
      answers.clear();
      beginMs = nowMs;
    }
    int before = answers.getOrDefault(host, 0);
    boolean isFull = before == 0 && answers.size() == MAX_ADDRESSES;
    if (isFull || before == MAX_ANSWERS_PER_SECOND) return false;
    answers.put(host, before + 1);
    return true;
  }
}
