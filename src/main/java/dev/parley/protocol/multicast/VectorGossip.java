package dev.parley.protocol.multicast;

import org.jspecify.annotations.Nullable;

/**
 * Decides when to send the delivered vector to the others: often while a message is unstable,
 * because their buffers and windows wait for it and because it shows them that they miss the end of
 * a burst; rarely otherwise, because the last vector may have been lost.
 */
final class VectorGossip {
  private final MulticastSettings settings;
  private @Nullable SlotVector lastTold;
  private long lastToldMs;
  private boolean fresh = true;

  VectorGossip(MulticastSettings settings) {
    this.settings = settings;
  }

  void onNewView() {
    lastTold = null;
    fresh = true;
  }

  boolean isDue(SlotVector delivered, boolean unstable, long nowMs) {
    boolean busy = unstable || lastTold == null || !delivered.equals(lastTold);
    long interval = busy ? settings.busyGossipMs() : settings.idleGossipMs();
    if (!fresh && nowMs - lastToldMs < interval) return false;
    lastTold = delivered;
    lastToldMs = nowMs;
    fresh = false;
    return true;
  }
}
