package dev.parley.sim;

import dev.parley.protocol.election.ElectionMode;
import dev.parley.protocol.election.ElectionSettings;
import dev.parley.protocol.failure.FailureSettings;
import dev.parley.protocol.membership.MembershipSettings;
import dev.parley.protocol.multicast.MulticastSettings;

/**
 * The settings that all nodes of a run share. {@code hasMulticast}: otherwise a message to the
 * group goes to each known member and seed by unicast. {@code hiccupMs}: how long an actor may wait
 * for a thread now and then.
 */
record SimProfile(
    MembershipSettings membership,
    FailureSettings failure,
    ElectionSettings election,
    MulticastSettings multicast,
    boolean hasMulticast,
    long hiccupMs) {
  /** A fifth of the product's fast timers, so that many runs fit a minute; ratios as there. */
  static SimProfile of(ElectionMode mode) {
    return new SimProfile(
        new MembershipSettings(300, 300, 60, 150),
        new FailureSettings(50, 250, 60),
        new ElectionSettings(mode, 20, 500),
        MulticastSettings.withBudget(1_200),
        true,
        5);
  }

  SimProfile withoutMulticast() {
    return new SimProfile(membership, failure, election, multicast, false, hiccupMs);
  }

  SimProfile withHiccups(long maxMs) {
    return new SimProfile(membership, failure, election, multicast, hasMulticast, maxMs);
  }
}
