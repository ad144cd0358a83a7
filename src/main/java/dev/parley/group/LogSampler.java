package dev.parley.group;

import java.util.OptionalLong;

/** Lets one line through in a while, with the number of events that it stands for. */
public final class LogSampler {
  private final long periodMs;
  private long events;
  private long lastMs;
  private boolean first = true;

  public LogSampler(long periodMs) {
    this.periodMs = periodMs;
  }

  /** How many events a line should speak of, this one included; nothing if it is too early. */
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
