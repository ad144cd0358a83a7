package dev.parley.config;

import java.time.Duration;

/** The timers of {@code profile}, with single keys overridden. */
public record Timers(
    String profile,
    Duration heartbeatInterval,
    Duration suspectAfter,
    Duration confirmTimeout,
    Duration prepareTimeout,
    Duration flushTimeout,
    Duration hopTimeout,
    Duration aloneAfter,
    Duration announceInterval) {
  private static final Duration SHORTEST = Duration.ofMillis(10);

  /** The name travels in datagrams. */
  private static final int MAX_PROFILE_LENGTH = 64;

  public Timers {
    if (profile.length() > MAX_PROFILE_LENGTH) {
      throw new ConfigProblem(
          "The name of the profile has "
              + profile.length()
              + " characters, more than "
              + MAX_PROFILE_LENGTH
              + ".");
    }
    for (var timer :
        new Duration[] {
          heartbeatInterval,
          suspectAfter,
          confirmTimeout,
          prepareTimeout,
          flushTimeout,
          hopTimeout,
          announceInterval
        }) {
      if (timer.compareTo(SHORTEST) < 0) {
        throw new ConfigProblem(
            "A timer of "
                + timer.toMillis()
                + " ms is shorter than the 10 ms that timers tick in.");
      }
    }
    // One or two lost datagrams must not be enough to suspect anybody.
    if (suspectAfter.compareTo(heartbeatInterval.multipliedBy(4)) < 0) {
      throw new ConfigProblem(
          "parley.group.suspect-after ("
              + suspectAfter.toMillis()
              + " ms) must be at least 4 times parley.group.heartbeat-interval ("
              + heartbeatInterval.toMillis()
              + " ms).");
    }
    requireAtMost("confirm-timeout", confirmTimeout, "suspect-after", suspectAfter);
    // A hop that is given up later than its receiver is suspected helps no election.
    requireAtMost("hop-timeout", hopTimeout, "suspect-after", suspectAfter);
    // Three of the one and three of the other: a member must not turn away from a leader that may
    // still be asking.
    if (flushTimeout.compareTo(prepareTimeout) < 0) {
      throw new ConfigProblem(
          "parley.group.flush-timeout ("
              + flushTimeout.toMillis()
              + " ms) must be at least parley.group.prepare-timeout ("
              + prepareTimeout.toMillis()
              + " ms).");
    }
    if (aloneAfter.compareTo(Duration.ofMillis(100)) < 0) {
      throw new ConfigProblem(
          "parley.group.alone-after ("
              + aloneAfter.toMillis()
              + " ms) must be at least 100 ms: a leader needs that to answer.");
    }
  }

  private static void requireAtMost(String key, Duration value, String limitKey, Duration limit) {
    if (value.compareTo(limit) <= 0) return;
    throw new ConfigProblem(
        "parley.group."
            + key
            + " ("
            + value.toMillis()
            + " ms) must be at most parley.group."
            + limitKey
            + " ("
            + limit.toMillis()
            + " ms).");
  }
}
