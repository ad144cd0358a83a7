package dev.parley.group;

import dev.parley.protocol.election.ElectionSettings;
import dev.parley.protocol.failure.FailureSettings;
import dev.parley.protocol.membership.MembershipSettings;
import dev.parley.protocol.multicast.MulticastSettings;

/** The timers and sizes of the four protocols; all members of a group should have the same. */
public record GroupSettings(
    MembershipSettings membership,
    FailureSettings failure,
    ElectionSettings election,
    MulticastSettings multicast) {}
