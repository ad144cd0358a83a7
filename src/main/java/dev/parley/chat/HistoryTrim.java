package dev.parley.chat;

/**
 * The time before which messages are kept no more, once they were read: the latest that any leader
 * said. It is in no snapshot, since the leader says a later one every hour.
 */
final class HistoryTrim {
  private long beforeMs;
  private boolean isChanged;

  void onTrimmed(long before) {
    if (before <= beforeMs) return;
    beforeMs = before;
    isChanged = true;
  }

  long beforeMs() {
    return beforeMs;
  }

  /** The time, if it changed since the last call, or else 0. */
  long takeChanged() {
    long changed = isChanged ? beforeMs : 0;
    isChanged = false;
    return changed;
  }
}
