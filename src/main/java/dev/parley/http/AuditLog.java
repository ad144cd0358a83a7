package dev.parley.http;

import static dev.parley.time.MonotonicClock.nowMs;

import dev.parley.group.LogSampler;
import dev.parley.session.limits.ClientAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who did what with the operator's token, and who asked for it without: a line for each act, and
 * one in a while for refusals, of which anybody can cause many. Safe for several threads.
 */
final class AuditLog {
  private static final long LOG_EVERY_MS = 10_000;
  private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);

  private final LogSampler refusals = new LogSampler(LOG_EVERY_MS);

  /** {@code act}: in the past tense, with the user or the servers that it is about. */
  void onAct(ClientAddress from, String act) {
    LOG.info("operator at {}: {}", from.host(), act);
  }

  /** One that is not taken back lightly. */
  void onGraveAct(ClientAddress from, String act) {
    LOG.warn("operator at {}: {}", from.host(), act);
  }

  synchronized void onRefused(ClientAddress from) {
    refusals
        .onEvent(nowMs())
        .ifPresent(
            count ->
                LOG.warn(
                    "requests of the operator without the token: {}, the last from {}",
                    count,
                    from.host()));
  }
}
