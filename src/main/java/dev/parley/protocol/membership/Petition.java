package dev.parley.protocol.membership;

import dev.parley.protocol.Destination;
import dev.parley.protocol.Member;
import dev.parley.protocol.Output;
import dev.parley.protocol.Output.Transmit;
import dev.parley.protocol.View;
import dev.parley.protocol.membership.MembershipMessage.JoinReady;
import dev.parley.protocol.membership.MembershipMessage.Leave;
import java.util.List;
import java.util.Optional;

/** What a leaver and a frozen member ask of the leader, again and again until it is done. */
final class Petition {
  private final Member self;
  private final MembershipSettings settings;
  private final Participant participant;
  private final Initiative initiative;
  private boolean leaving;
  private long askedMs;

  Petition(
      Member self, MembershipSettings settings, Participant participant, Initiative initiative) {
    this.self = self;
    this.settings = settings;
    this.participant = participant;
    this.initiative = initiative;
  }

  void onLeaveRequested() {
    leaving = true;
  }

  boolean isLeaving() {
    return leaving;
  }

  /** {@code isIdle}: this node coordinates nothing itself. */
  List<Output> onTick(View view, boolean isIdle, long nowMs) {
    if (nowMs - askedMs < pauseMs()) return List.of();
    askedMs = nowMs;
    if (leaving) return ask(leader(view).orElseGet(() -> heir(view)), new Leave(self.id()));
    // The coordinator is silent, but the leader can free this member by another view change.
    if (!isIdle || !initiative.isFrozenTooLong(nowMs)) return List.of();
    var ready = new JoinReady(List.of(self), participant.viewId(), participant.promisedEpoch());
    return leader(view).map(leader -> ask(leader, ready)).orElse(List.of());
  }

  private long pauseMs() {
    return leaving ? MembershipSettings.RESEND_MS : settings.flushMs();
  }

  private static List<Output> ask(Member whom, MembershipMessage what) {
    return List.of(new Transmit(Destination.to(whom), what));
  }

  /** The leader, unless it is this node. */
  private Optional<Member> leader(View view) {
    return participant.leads() ? Optional.empty() : view.member(view.leader());
  }

  /** Who takes over from a leader that leaves: the largest other member. */
  private Member heir(View view) {
    return view.members().stream()
        .filter(member -> !member.id().equals(self.id()))
        .max(Member::compareTo)
        .orElse(self);
  }
}
