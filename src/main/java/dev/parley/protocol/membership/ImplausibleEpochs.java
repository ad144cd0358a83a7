package dev.parley.protocol.membership;

import dev.parley.protocol.Fence;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Output;
import dev.parley.protocol.Output.Note;
import dev.parley.protocol.ViewId;
import dev.parley.protocol.membership.MembershipMessage.Announce;
import dev.parley.protocol.membership.MembershipMessage.Install;
import dev.parley.protocol.membership.MembershipMessage.JoinReady;
import dev.parley.protocol.membership.MembershipMessage.LeaderHere;
import dev.parley.protocol.membership.MembershipMessage.Prepare;
import dev.parley.protocol.membership.MembershipMessage.PrepareReject;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Recognises messages that are ignored as a whole because they claim an impossible epoch: see
 * {@link Fence}. Reports each node that sends them, once.
 */
final class ImplausibleEpochs {
  /**
   * At most this many nodes are reported; more reports say nothing new, and must not fill memory or
   * the log.
   */
  static final int MAX_NODES = 64;

  private final SortedSet<String> told = new TreeSet<>();

  /**
   * Returns true if {@code message} claims too much for a node that promised {@code promised}.
   * {@code isLeaders}: it is from the leader of this node's view, or from one that was asked for
   * admission.
   */
  static boolean is(MembershipMessage message, long promised, boolean isInView, boolean isLeaders) {
    if (message instanceof Prepare prepare)
      return !Fence.mayPromise(prepare.ballot().epoch(), promised, isInView, isLeaders);
    // A view has the name of the ballot that made it; anything else would move the epoch
    // unpromised.
    if (message instanceof Install install) return !isNamedAfter(install);
    long claimed = claimed(message);
    if (message instanceof Announce || message instanceof LeaderHere)
      return !Fence.hearsLeader(claimed, promised, isInView);
    return !Fence.believesPromise(claimed, promised, isInView);
  }

  private static boolean isNamedAfter(Install install) {
    var ballot = install.ballot();
    return install.view().id().equals(new ViewId(ballot.epoch(), ballot.coordinator()));
  }

  /** The largest epoch that the receiver would go by; 0 if it goes by none. */
  private static long claimed(MembershipMessage message) {
    if (message instanceof Announce announce) return announce.view().epoch();
    if (message instanceof LeaderHere here) return here.view().epoch();
    if (message instanceof JoinReady ready) return Math.max(ready.promised(), ready.view().epoch());
    if (message instanceof PrepareReject reject) return reject.promised();
    return 0;
  }

  List<Output> tell(MemberId from, MembershipMessage message, long promised) {
    boolean isNew = told.size() < MAX_NODES && told.add(from.node());
    if (!isNew) return List.of();
    long epoch = message instanceof Prepare prepare ? prepare.ballot().epoch() : claimed(message);
    return List.of(
        new Note(
            "epoch ignored",
            from
                + " claims epoch "
                + epoch
                + ", this node promised "
                + promised
                + ": no group reaches that epoch. The datagram was forged, or that node promised "
                + "a forged epoch. If it runs and cannot join, stop it and start it with an "
                + "empty data directory: it joins as a new member"));
  }
}
