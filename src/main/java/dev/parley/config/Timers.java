package dev.parley.config;

import com.typesafe.config.Config;
import dev.parley.protocol.election.ElectionMode;
import dev.parley.protocol.election.ElectionSettings;
import dev.parley.protocol.failure.FailureSettings;
import dev.parley.protocol.membership.MembershipSettings;
import dev.parley.protocol.membership.SharedSettings;
import java.time.Duration;
import java.util.TreeSet;

/**
 * The timers of {@code profile}, with single keys overridden. The protocols that have the timers
 * decide which values can work, and are asked here, when the timers are read.
 */
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
  private static final String KEYS = "parley.group.";

  static Timers read(Config config) {
    var profile = config.getString("profile");
    if (!config.hasPath("profiles." + profile)) {
      throw new ConfigProblem(
          "There is no profile '%s': take one of %s."
              .formatted(
                  profile,
                  String.join(", ", new TreeSet<>(config.getObject("profiles").keySet()))));
    }
    var timers = config.getConfig("group").withFallback(config.getConfig("profiles." + profile));
    var read =
        new Timers(
            profile,
            timers.getDuration("heartbeat-interval"),
            timers.getDuration("suspect-after"),
            timers.getDuration("confirm-timeout"),
            timers.getDuration("prepare-timeout"),
            timers.getDuration("flush-timeout"),
            timers.getDuration("hop-timeout"),
            timers.getDuration("alone-after"),
            timers.getDuration("announce-interval"));
    read.check();
    return read;
  }

  private void check() {
    var terms = ConfigProblem.checked("parley.", () -> new SharedSettings(profile, 0));
    ConfigProblem.checked(KEYS, this::failure);
    ConfigProblem.checked(KEYS, () -> membership(terms));
    ConfigProblem.checked(KEYS, () -> election(ElectionMode.JUMP));
    // A check across two protocols: a hop that is given up later than its receiver is suspected
    // helps no election.
    if (hopTimeout.compareTo(suspectAfter) <= 0) return;
    throw new ConfigProblem(
        "%shop-timeout (%d ms) must be at most %ssuspect-after (%d ms)."
            .formatted(KEYS, hopTimeout.toMillis(), KEYS, suspectAfter.toMillis()));
  }

  public FailureSettings failure() {
    return new FailureSettings(
        heartbeatInterval.toMillis(), suspectAfter.toMillis(), confirmTimeout.toMillis());
  }

  /** {@code terms}: the settings that all members must share. */
  public MembershipSettings membership(SharedSettings terms) {
    return new MembershipSettings(
        aloneAfter.toMillis(),
        announceInterval.toMillis(),
        prepareTimeout.toMillis(),
        flushTimeout.toMillis(),
        terms);
  }

  public ElectionSettings election(ElectionMode mode) {
    return ElectionSettings.of(mode, hopTimeout.toMillis());
  }
}
