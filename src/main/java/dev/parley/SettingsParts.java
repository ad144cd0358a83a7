package dev.parley;

import dev.parley.config.NodeSettings;
import dev.parley.node.GroupSettings;
import dev.parley.protocol.election.ElectionMode;
import dev.parley.protocol.election.ElectionSettings;
import dev.parley.protocol.failure.FailureSettings;
import dev.parley.protocol.membership.MembershipSettings;
import dev.parley.protocol.multicast.MulticastSettings;
import dev.parley.session.SessionSettings;
import java.util.Locale;

/** What each part of a node is told of the node's settings. */
final class SettingsParts {
  private SettingsParts() {}

  static GroupSettings group(NodeSettings settings) {
    var timers = settings.timers();
    var mode = ElectionMode.valueOf(settings.electionMode().toUpperCase(Locale.ROOT));
    return new GroupSettings(
        new MembershipSettings(
            timers.aloneAfter().toMillis(),
            timers.announceInterval().toMillis(),
            timers.prepareTimeout().toMillis(),
            timers.flushTimeout().toMillis()),
        new FailureSettings(
            timers.heartbeatInterval().toMillis(),
            timers.suspectAfter().toMillis(),
            timers.confirmTimeout().toMillis()),
        ElectionSettings.of(mode, timers.hopTimeout().toMillis()),
        MulticastSettings.withBudget(settings.bus().datagramBudgetBytes()));
  }

  static SessionSettings sessions(NodeSettings settings) {
    var limits = settings.limits();
    return new SessionSettings(
        settings.client().toString(),
        settings.ports().http(),
        limits.maxConnections(),
        limits.passwordIterations(),
        limits.greetAfter(),
        SessionSettings.DEFAULT_ACCEPT_PATIENCE);
  }
}
