package dev.parley.http;

import static dev.parley.time.MonotonicClock.nowMs;

import dev.parley.group.LogSampler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Failures of which one in a while is logged, with the number that it stands for: any client can
 * cause many. Safe for several threads.
 */
final class SampledLog {
  private static final long LOG_EVERY_MS = 10_000;

  private final Logger log;
  private final String what;
  private final LogSampler sampler = new LogSampler(LOG_EVERY_MS);

  SampledLog(Class<?> owner, String what) {
    log = LoggerFactory.getLogger(owner);
    this.what = what;
  }

  synchronized void onFailure(Throwable failure) {
    sampler.onEvent(nowMs()).ifPresent(n -> log.warn("{} {}, the last one:", n, what, failure));
  }
}
