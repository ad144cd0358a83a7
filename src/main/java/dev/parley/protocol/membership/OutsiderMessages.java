package dev.parley.protocol.membership;

import dev.parley.protocol.Fence;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Output;
import dev.parley.protocol.Signal;
import dev.parley.protocol.ViewId;
import dev.parley.protocol.membership.MembershipMessage.Announce;
import dev.parley.protocol.membership.MembershipMessage.Discover;
import dev.parley.protocol.membership.MembershipMessage.JoinReady;
import dev.parley.protocol.membership.Participant.Phase;
import java.util.ArrayList;
import java.util.List;

/**
 * Handles messages of nodes outside the view, which decide the members of the next one: joiners,
 * leaders of other parts, and members that were left out.
 */
final class OutsiderMessages {
  private final Participant participant;
  private final MemberDiscovery discovery;
  private final PendingChanges pending;
  private final SettingsMismatch disagreement;

  OutsiderMessages(
      SharedSettings terms,
      Participant participant,
      MemberDiscovery discovery,
      PendingChanges pending) {
    this.participant = participant;
    this.discovery = discovery;
    this.pending = pending;
    this.disagreement = new SettingsMismatch(terms);
  }

  List<Output> onDiscover(Discover discover, long nowMs) {
    var view = participant.view();
    if (view == null) return List.of();
    var outputs = new ArrayList<Output>();
    if (disagreement.isWith(discover.terms()))
      outputs.addAll(disagreement.tell(discover.joiner().id(), discover.terms()));
    // Believed of the joiner itself: that it is who it says only a seal around the datagram shows.
    for (var member : view.ids()) {
      if (!discover.joiner().id().supersedes(member)) continue;
      pending.onReborn(member, nowMs);
      outputs.add(new Signal.ProvenDead(member));
    }
    outputs.addAll(discovery.onDiscover(discover, view));
    return outputs;
  }

  List<Output> onLeaderHere(ViewId view, Member leader, long nowMs) {
    if (participant.view() != null) return List.of();
    // Its coordinator may have died: the others have continued, and it need not wait.
    boolean isLeftBehind = participant.isFrozen() && view.epoch() >= participant.promisedEpoch();
    return participant.phase() == Phase.LONE || isLeftBehind
        ? discovery.onLeaderHere(leader, participant, nowMs)
        : List.of();
  }

  List<Output> onAnnounce(Announce announce, long nowMs) {
    if (disagreement.isWith(announce.terms())) {
      discovery.onForeignTerms(nowMs);
      return disagreement.tell(announce.leader().id(), announce.terms());
    }
    var view = participant.view();
    // A leader far out is joined; to found a group above it would leave no room for others.
    if (Fence.believes(announce.view().epoch(), participant.promisedEpoch(), view != null))
      pending.onEpoch(announce.view().epoch());
    if (view == null) return onLeaderHere(announce.view(), announce.leader(), nowMs);
    // A leader that is in our view has moved on from it: its silence here will be noticed, and
    // settles it.
    if (participant.phase() != Phase.ACTIVE || view.contains(announce.leader().id()))
      return List.of();
    return discovery.onForeignAnnounce(announce, view, participant, nowMs);
  }

  List<Output> onJoinReady(MemberId from, JoinReady ready, long nowMs) {
    if (disagreement.isWith(ready.terms())) return disagreement.tell(from, ready.terms());
    pending.onEpoch(ready.promised());
    var view = participant.view();
    var outputs = new ArrayList<Output>();
    for (var member : ready.members()) {
      var later = discovery.laterLife(view, member);
      if (later.isPresent()) outputs.add(later.get());
      else if (view == null || !view.contains(member.id()))
        pending.onReady(member, ready.view(), nowMs);
      else if (ready.promised() > view.id().epoch()) pending.onFrozenMember();
    }
    return outputs;
  }
}
