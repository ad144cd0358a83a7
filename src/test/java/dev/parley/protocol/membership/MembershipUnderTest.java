package dev.parley.protocol.membership;

import static dev.parley.protocol.membership.Members.B;
import static dev.parley.protocol.membership.Members.SETTINGS;
import static dev.parley.protocol.membership.Members.ballot;
import static dev.parley.protocol.membership.Members.sent;
import static dev.parley.protocol.membership.Members.view;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.Ballot;
import dev.parley.protocol.FlushReport;
import dev.parley.protocol.Member;
import dev.parley.protocol.Output;
import dev.parley.protocol.Signal.Confirmed;
import dev.parley.protocol.Signal.CutReached;
import dev.parley.protocol.Signal.Frozen;
import dev.parley.protocol.VersionVector;
import dev.parley.protocol.View;
import dev.parley.protocol.ViewId;
import dev.parley.protocol.membership.MembershipMessage.ComponentCut;
import dev.parley.protocol.membership.MembershipMessage.Cut;
import dev.parley.protocol.membership.MembershipMessage.Install;
import dev.parley.protocol.membership.MembershipMessage.JoinReady;
import dev.parley.protocol.membership.MembershipMessage.Prepare;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** The membership of B in virtual time; the others say what a test lets them say. */
final class MembershipUnderTest {
  private final Membership membership = new Membership(B, 0, SETTINGS, new SplittableRandom(1), 0);
  private long nowMs;

  Membership core() {
    return membership;
  }

  long nowMs() {
    return nowMs;
  }

  /** Takes this node into {@code view}; from nowhere, or from the view before. */
  void installed(View view) {
    long epoch = view.id().epoch();
    var leader = view.member(view.leader()).orElseThrow();
    if (leader.equals(B)) {
      lead(view);
      return;
    }
    var ballot = new Ballot(epoch, leader.id());
    membership.onMessage(leader.id(), new Prepare(ballot, leader, view.members()), nowMs);
    flush(ballot, leader);
    membership.onMessage(
        leader.id(), new Install(ballot, view, VersionVector.EMPTY, List.of()), nowMs);
    assertThat(membership.view()).contains(view);
  }

  /** B coordinates {@code view} itself, its members having asked to join. */
  private void lead(View view) {
    for (var member : view.members()) {
      if (!member.equals(B))
        membership.onMessage(
            member.id(),
            new JoinReady(List.of(member), ViewId.none(member.id()), 0, SharedSettings.NONE),
            nowMs);
    }
    var ballot = firstPrepare(1_000).ballot();
    membership.onSignal(new Frozen(ballot, report(ViewId.none(B.id()))), nowMs);
    for (var member : view.members()) {
      if (member.equals(B)) continue;
      var report = report(ViewId.none(member.id()));
      membership.onMessage(member.id(), new MembershipMessage.FlushOk(ballot, report), nowMs);
    }
    membership.onSignal(new CutReached(ballot), nowMs);
    for (var member : view.members()) {
      membership.onMessage(member.id(), new MembershipMessage.Flushed(ballot), nowMs);
    }
    for (var member : view.members()) {
      membership.onMessage(member.id(), new MembershipMessage.InstallAck(ballot), nowMs);
    }
    assertThat(membership.view()).contains(view);
  }

  private void flush(Ballot ballot, Member coordinator) {
    var before = membership.view().map(View::id).orElse(ViewId.none(B.id()));
    membership.onSignal(new Frozen(ballot, report(before)), nowMs);
    var cut = new Cut(ballot, List.of(new ComponentCut(before, VersionVector.EMPTY, List.of(B))));
    membership.onMessage(coordinator.id(), cut, nowMs);
    membership.onSignal(new CutReached(ballot), nowMs);
  }

  private static FlushReport report(ViewId from) {
    return new FlushReport(from, List.of(), VersionVector.EMPTY, List.of());
  }

  /** Failure detection says in the view in force that {@code member} is dead. */
  List<Output> confirm(Member member) {
    return confirm(membership.view().orElseThrow().id(), member);
  }

  List<Output> confirm(ViewId view, Member member) {
    return membership.onSignal(new Confirmed(view, member.id()), nowMs);
  }

  List<Output> tick(long durationMs) {
    var outputs = new ArrayList<Output>();
    for (long endMs = nowMs + durationMs; nowMs < endMs; ) {
      nowMs += 10;
      outputs.addAll(membership.onTick(nowMs));
    }
    return outputs;
  }

  static List<Prepare> prepares(List<Output> outputs) {
    return sent(outputs).stream()
        .filter(Prepare.class::isInstance)
        .map(Prepare.class::cast)
        .toList();
  }

  /** The first question of a view change that starts within {@code durationMs}. */
  Prepare firstPrepare(long durationMs) {
    for (long endMs = nowMs + durationMs; nowMs < endMs; ) {
      var prepares = prepares(tick(10));
      if (!prepares.isEmpty()) return prepares.get(0);
    }
    throw new AssertionError("no view change within " + durationMs + " ms");
  }
}
