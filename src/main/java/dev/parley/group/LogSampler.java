package dev.parley.group;

import java.util.OptionalLong;

/** Admits one log line per period, with the number of events that it stands for. */
public final class LogSampler {
  private final long periodMs;
  private long events;
  private long lastMs;
  private boolean first = true;

  public LogSampler(long periodMs) {
    this.periodMs = periodMs;
  }

  /**
   * The number of events for which a line stands, including this one; empty if it is too early for
   * a line.
   */
  public OptionalLong onEvent(long nowMs) {
    events++;
    if (!first && nowMs - lastMs < periodMs) return OptionalLong.empty();
    first = false;
    lastMs = nowMs;
    long sampled = events;
    events = 0;
    return OptionalLong.of(sampled);
  }
}
