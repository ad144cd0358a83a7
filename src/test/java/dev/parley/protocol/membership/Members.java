package dev.parley.protocol.membership;

import dev.parley.protocol.Ballot;
import dev.parley.protocol.Endpoint;
import dev.parley.protocol.FlushReport;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Output;
import dev.parley.protocol.Output.Transmit;
import dev.parley.protocol.VersionVector;
import dev.parley.protocol.View;
import dev.parley.protocol.ViewId;
import dev.parley.protocol.membership.MembershipMessage.Install;
import dev.parley.protocol.membership.MembershipMessage.Prepare;
import java.util.List;
import java.util.stream.Stream;

/** Members and messages for the tests of this package. */
final class Members {
  static final MembershipSettings SETTINGS = new MembershipSettings(300, 300, 60, 150);

  static final Member A = member("a", 1);
  static final Member B = member("b", 1);
  static final Member C = member("c", 1);

  private Members() {}

  static Member member(String node, long incarnation) {
    var bus = new Endpoint("host-" + node, 7000);
    return new Member(new MemberId(node, incarnation), bus, new Endpoint("host-" + node, 7001));
  }

  static Ballot ballot(long epoch, Member coordinator) {
    return new Ballot(epoch, coordinator.id());
  }

  static Prepare prepare(long epoch, Member coordinator, Member... targets) {
    return new Prepare(ballot(epoch, coordinator), coordinator, List.of(targets));
  }

  static View view(long epoch, Member leader, Member... members) {
    return View.of(new ViewId(epoch, leader.id()), List.of(members));
  }

  static Install install(View view) {
    var ballot = new Ballot(view.id().epoch(), view.leader());
    return new Install(ballot, view, VersionVector.EMPTY, List.of());
  }

  /** The report of a member that comes from {@code view} and delivered nothing. */
  static FlushReport report(View view) {
    return new FlushReport(view.id(), view.ids(), VersionVector.EMPTY, List.of());
  }

  /** The report of a member that was in no view. */
  static FlushReport report(Member member) {
    return new FlushReport(ViewId.none(member.id()), List.of(), VersionVector.EMPTY, List.of());
  }

  /** The messages among {@code outputs}, to whomever. */
  static List<MembershipMessage> sent(List<Output> outputs) {
    return all(outputs, Transmit.class)
        .map(Transmit::message)
        .map(MembershipMessage.class::cast)
        .toList();
  }

  static <T> List<T> only(List<Output> outputs, Class<T> kind) {
    return all(outputs, kind).toList();
  }

  private static <T> Stream<T> all(List<Output> outputs, Class<T> kind) {
    return outputs.stream().filter(kind::isInstance).map(kind::cast);
  }
}
