package dev.parley.protocol.membership;

import dev.parley.protocol.Destination;
import dev.parley.protocol.Member;
import dev.parley.protocol.Output;
import dev.parley.protocol.Output.Transmit;
import dev.parley.protocol.View;
import dev.parley.protocol.membership.MembershipMessage.Leave;
import java.util.List;

/**
 * The requests of a leaver and of a frozen member to the others, repeated until they are fulfilled.
 */
final class RepeatedRequests {
  private final Member self;
  private final MembershipSettings settings;
  private final Participant participant;
  private final ViewChangeTrigger trigger;
  private boolean leaving;
  private long askedMs;

  RepeatedRequests(
      Member self,
      MembershipSettings settings,
      Participant participant,
      ViewChangeTrigger trigger) {
    this.self = self;
    this.settings = settings;
    this.participant = participant;
    this.trigger = trigger;
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
    // To all members: the successor of a leader that leaves must know which others leave.
    if (leaving) return List.of(new Transmit(Destination.Group.INSTANCE, new Leave(self.id())));
    // The coordinator is silent, but the leader can free this member by another view change.
    if (!isIdle || participant.leads() || !trigger.isFrozenTooLong(nowMs)) return List.of();
    return view.member(view.leader())
        .<List<Output>>map(
            leader -> List.of(new Transmit(Destination.to(leader), participant.ready())))
        .orElse(List.of());
  }

  private long pauseMs() {
    return leaving ? MembershipSettings.RESEND_MS : settings.flushMs();
  }
}
