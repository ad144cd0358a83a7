package dev.parley.protocol.membership;

import static dev.parley.protocol.membership.Members.A;
import static dev.parley.protocol.membership.Members.B;
import static dev.parley.protocol.membership.Members.C;
import static dev.parley.protocol.membership.Members.ballot;
import static dev.parley.protocol.membership.Members.prepare;
import static dev.parley.protocol.membership.Members.view;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.Destination;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Output.Transmit;
import dev.parley.protocol.Signal.Frozen;
import dev.parley.protocol.ViewId;
import dev.parley.protocol.membership.MembershipMessage.FlushOk;
import dev.parley.protocol.membership.MembershipMessage.Flushed;
import dev.parley.protocol.membership.MembershipMessage.JoinReady;
import dev.parley.protocol.membership.MembershipMessage.Relayed;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RelayTest {
  private final Relay relay = new Relay(B.id());

  @Test
  void what_is_for_others_is_passed_on_once() {
    var question = asked(2, C.id());

    assertThat(relay.passOn(question))
        .containsExactly(new Transmit(Destination.Group.INSTANCE, question));
    assertThat(relay.passOn(question)).isEmpty();
    assertThat(relay.isForSelf(question)).isFalse();
    assertThat(relay.passOn(asked(6, C.id()))).as("another attempt").hasSize(1);
  }

  @Test
  void what_ends_here_is_not_passed_on_and_neither_is_its_own() {
    assertThat(relay.passOn(asked(2, B.id()))).isEmpty();
    assertThat(relay.isForSelf(asked(2, B.id()))).isTrue();
    var own = new Relayed(B.id(), 2, List.of(A.id()), new Flushed(ballot(1, A)));
    assertThat(relay.passOn(own)).isEmpty();
    assertThat(relay.passOn(new Relayed(A.id(), 2, List.of(), own.step()))).isEmpty();
  }

  @Test
  void an_answer_to_what_came_by_relay_goes_by_relay_too() {
    var answer = new Flushed(ballot(3, A));
    assertThat(relay.alsoByRelay(to(A, answer))).isEmpty();

    relay.passOn(asked(6, B.id(), C.id()));

    assertThat(relay.alsoByRelay(to(A, answer)))
        .containsExactly(
            new Transmit(
                Destination.Group.INSTANCE, new Relayed(B.id(), 6, List.of(A.id()), answer)));
    assertThat(relay.alsoByRelay(to(A, new Flushed(ballot(4, A))))).as("another ballot").isEmpty();
    assertThat(relay.alsoByRelay(to(A, prepare(3, A, B)))).as("no answer").isEmpty();
  }

  @Test
  void remembers_no_more_than_the_limit() {
    IntStream.rangeClosed(0, Relay.MAX_SEEN).forEach(i -> relay.passOn(asked(i, C.id())));

    assertThat(relay.passOn(asked(1, C.id()))).as("the oldest is forgotten").isEmpty();
    assertThat(relay.passOn(asked(0, C.id()))).hasSize(1);
  }

  @Test
  void a_coordinator_relays_every_fourth_attempt_and_only_to_the_silent() {
    var node = new MembershipUnderTest();
    node.installed(view(1, B, B));
    node.core()
        .onMessage(
            C.id(),
            new JoinReady(List.of(C), ViewId.none(C.id()), 0, SharedSettings.NONE),
            node.nowMs());
    var prepare = node.firstPrepare(100);
    node.core().onSignal(new Frozen(prepare.ballot(), Members.report(view(1, B, B))), node.nowMs());

    // Asked again after 10 and 30 ms, and by relay as well after 70.
    assertThat(Members.sent(node.tick(60))).isNotEmpty().noneMatch(Relayed.class::isInstance);
    assertThat(node.tick(10))
        .contains(
            new Transmit(
                Destination.Group.INSTANCE,
                new Relayed(B.id(), MembershipSettings.RELAY_ATTEMPTS, List.of(C.id()), prepare)));
  }

  @Test
  void an_answer_that_came_by_relay_is_its_origins() {
    var node = new MembershipUnderTest();
    node.installed(view(1, B, B));
    node.core()
        .onMessage(
            C.id(),
            new JoinReady(List.of(C), ViewId.none(C.id()), 0, SharedSettings.NONE),
            node.nowMs());
    var ballot = node.firstPrepare(100).ballot();
    node.core().onSignal(new Frozen(ballot, Members.report(view(1, B, B))), node.nowMs());

    var report = new FlushOk(ballot, Members.report(C));
    var outputs =
        node.core()
            .onMessage(A.id(), new Relayed(C.id(), 2, List.of(B.id()), report), node.nowMs());

    assertThat(Members.sent(outputs)).hasAtLeastOneElementOfType(MembershipMessage.Cut.class);
  }

  private static Relayed asked(int attempt, MemberId... to) {
    return new Relayed(A.id(), attempt, List.of(to), prepare(3, A, B, C));
  }

  private static Transmit to(Member member, MembershipMessage message) {
    return new Transmit(Destination.to(member), message);
  }
}
