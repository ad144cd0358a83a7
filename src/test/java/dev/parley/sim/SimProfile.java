package dev.parley.sim;

import dev.parley.chat.ClientExpiry;
import dev.parley.chat.MailExpiry;
import dev.parley.chat.MemoryRoom;
import dev.parley.protocol.election.ElectionMode;
import dev.parley.protocol.election.ElectionSettings;
import dev.parley.protocol.failure.FailureSettings;
import dev.parley.protocol.membership.MembershipSettings;
import dev.parley.protocol.multicast.MulticastSettings;
import dev.parley.protocol.multicast.Replication;
import dev.parley.replica.ReplicaSettings;

/**
 * The settings that all nodes of a run share. {@code hasMulticast}: otherwise a message to the
 * group goes to each known member and seed by unicast. {@code hiccupMs}: how long an actor may wait
 * for a thread now and then. {@code hasChat}: nodes have the chat, and disks for it. {@code mail}:
 * what may become of mail that waits.
 */
record SimProfile(
    MembershipSettings membership,
    FailureSettings failure,
    ElectionSettings election,
    MulticastSettings multicast,
    boolean hasMulticast,
    long hiccupMs,
    boolean hasChat,
    long transferMs,
    Mail mail) {
  /** What all mail may take of a node's memory, how long it may wait, and for how many clients. */
  record Mail(long memoryBytes, long keepMs, long forgetClientsMs, int sessionsPerUser) {
    static final Mail UNLIMITED = new Mail(MemoryRoom.UNLIMITED, MailExpiry.FOR_EVER);

    Mail(long memoryBytes, long keepMs) {
      this(memoryBytes, keepMs, ClientExpiry.FOR_EVER);
    }

    Mail(long memoryBytes, long keepMs, long forgetClientsMs) {
      this(memoryBytes, keepMs, forgetClientsMs, ReplicaSettings.SESSIONS_PER_USER);
    }
  }

  /** A fifth of the product's fast timers, so that many runs fit a minute; ratios as there. */
  static SimProfile of(ElectionMode mode) {
    return new SimProfile(
        new MembershipSettings(300, 300, 60, 150),
        new FailureSettings(50, 250, 60),
        new ElectionSettings(mode, 20, 500),
        MulticastSettings.withBudget(1_200),
        true,
        5,
        false,
        10,
        Mail.UNLIMITED);
  }

  SimProfile withoutMulticast() {
    return new SimProfile(
        membership, failure, election, multicast, false, hiccupMs, hasChat, transferMs, mail);
  }

  SimProfile withHiccups(long maxMs) {
    return new SimProfile(
        membership, failure, election, multicast, hasMulticast, maxMs, hasChat, transferMs, mail);
  }

  /** A state takes up to so long to be fetched. */
  SimProfile withTransfersOf(long maxMs) {
    return new SimProfile(
        membership, failure, election, multicast, hasMulticast, hiccupMs, hasChat, maxMs, mail);
  }

  /** Nodes keep accounts and mail, on disks, and count what is there. */
  SimProfile withChat() {
    return withChat(new Replication(Replication.DEFAULT_COPIES, true));
  }

  SimProfile withChat(Replication replication) {
    return new SimProfile(
        membership,
        failure,
        election,
        multicast.replicated(replication),
        hasMulticast,
        hiccupMs,
        true,
        transferMs,
        mail);
  }

  SimProfile withMail(Mail other) {
    return new SimProfile(
        membership,
        failure,
        election,
        multicast,
        hasMulticast,
        hiccupMs,
        hasChat,
        transferMs,
        other);
  }
}
