package dev.parley.protocol.links;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.Endpoint;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Output;
import dev.parley.protocol.Output.Note;
import dev.parley.protocol.Signal.ViewInstalled;
import dev.parley.protocol.View;
import dev.parley.protocol.ViewId;
import dev.parley.protocol.links.LinkGreeting.Verdict;
import dev.parley.protocol.links.LinkOutput.Broken;
import dev.parley.protocol.links.LinkOutput.Dial;
import dev.parley.protocol.links.LinkOutput.HangUp;
import dev.parley.protocol.links.LinkOutput.Reply;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The rule at b, the middle one of three: it dials c, and a dials it. */
class LinkRulesTest {
  private static final Member A = member("a");
  private static final Member B = member("b");
  private static final Member C = member("c");
  private static final Member D = member("d");

  private final LinkRules b = new LinkRules(B.id());
  private long nowMs = 1_000;

  private static Member member(String name) {
    int port = name.charAt(0);
    return new Member(
        new MemberId(name, 1), new Endpoint(name, port), new Endpoint(name, port + 1));
  }

  private static View view(long epoch, Member... members) {
    return View.of(new ViewId(epoch, members[0].id()), Arrays.asList(members));
  }

  private List<Output> install(View view) {
    return own(b.onSignal(new ViewInstalled(view, dev.parley.protocol.VersionVector.EMPTY), nowMs));
  }

  private static List<Output> own(List<Output> outputs) {
    return outputs.stream().filter(output -> !(output instanceof Note)).toList();
  }

  private List<Output> closed(long link) {
    return own(b.onClosed(link, nowMs));
  }

  private long greeted(Member from, View view) {
    long link = b.newLink();
    var outputs = b.onGreeting(link, new LinkGreeting(from.id(), B.id(), view.id()));
    assertThat(outputs).containsExactly(new Reply(link, Verdict.WELCOME));
    return link;
  }

  private static long dialled(List<Output> outputs) {
    return outputs.stream()
        .filter(Dial.class::isInstance)
        .map(output -> ((Dial) output).link())
        .reduce((first, second) -> second)
        .orElseThrow(() -> new AssertionError("no dial in " + outputs));
  }

  /** In a view of three with both links up; gives the link to c. */
  private long settled() {
    var view = view(1, A, B, C);
    long toC = dialled(install(view));
    assertThat(b.onAnswer(toC, Verdict.WELCOME, nowMs)).isEmpty();
    greeted(A, view);
    nowMs += 2_000;
    assertThat(b.onTick(nowMs)).isEmpty();
    return toC;
  }

  @Test
  void dials_its_successor_and_waits_for_its_predecessor() {
    var view = view(1, A, B, C);
    var outputs = install(view);
    long link = dialled(outputs);
    assertThat(outputs)
        .containsExactly(new Dial(link, C, new LinkGreeting(B.id(), C.id(), view.id())));
    assertThat(b.onTick(nowMs + 60_000)).as("one dial at a time").isEmpty();
  }

  @Test
  void a_link_that_ends_without_a_goodbye_is_evidence_and_the_peer_is_called_at_once() {
    long toC = settled();
    var outputs = closed(toC);
    assertThat(outputs).hasSize(2).contains(new Broken(C.id(), false));
    assertThat(own(b.onUnreachable(dialled(outputs), true, nowMs)))
        .containsExactly(new Broken(C.id(), true));
  }

  @Test
  void the_end_of_a_link_that_the_peer_dialled_is_the_same_evidence() {
    var view = view(1, A, B, C);
    install(view);
    long fromA = greeted(A, view);
    var outputs = closed(fromA);
    assertThat(outputs).contains(new Broken(A.id(), false));
    assertThat(own(b.onAnswer(dialled(outputs), Verdict.SOMEBODY_ELSE, nowMs)))
        .as("another process has its address")
        .containsExactly(new Broken(A.id(), true));
    assertThat(
            b.onTick(nowMs + 60_000).stream()
                .filter(o -> o instanceof Dial d && d.peer().equals(A)))
        .as("the predecessor dials, not this member")
        .isEmpty();
  }

  @Test
  void a_predecessor_that_answers_the_call_is_left_to_dial_itself() {
    var view = view(1, A, B, C);
    install(view);
    long fromA = greeted(A, view);
    long call = dialled(closed(fromA));
    assertThat(b.onAnswer(call, Verdict.WELCOME, nowMs)).containsExactly(new HangUp(call));
  }

  @Test
  void a_successor_that_answers_the_call_has_a_link_again() {
    long toC = settled();
    long call = dialled(closed(toC));
    assertThat(b.onAnswer(call, Verdict.WELCOME, nowMs)).isEmpty();
    assertThat(b.onTick(nowMs + 60_000)).isEmpty();
  }

  @Test
  void no_answer_to_the_call_is_no_refusal() {
    long toC = settled();
    long call = dialled(closed(toC));
    assertThat(own(b.onUnreachable(call, false, nowMs))).isEmpty();
  }

  @Test
  void a_goodbye_is_no_evidence() {
    long toC = settled();
    assertThat(b.onGoodbye(toC, nowMs)).isEmpty();
    assertThat(closed(toC)).isEmpty();
    assertThat(b.onTick(nowMs + LinkPeer.MIN_REDIAL_MS - 1)).isEmpty();
    assertThat(b.onTick(nowMs + LinkPeer.MIN_REDIAL_MS)).hasSize(1);
  }

  @Test
  void a_port_that_refuses_from_the_start_is_no_evidence() {
    long toC = dialled(install(view(1, A, B, C)));
    assertThat(own(b.onUnreachable(toC, true, nowMs))).isEmpty();
  }

  @Test
  void dials_less_and_less_often_where_nobody_answers() {
    long link = dialled(install(view(1, A, B, C)));
    long pauseMs = LinkPeer.MIN_REDIAL_MS;
    for (int i = 0; i < 10; i++) {
      b.onUnreachable(link, false, nowMs);
      assertThat(b.onTick(nowMs + pauseMs - 1)).isEmpty();
      nowMs += pauseMs;
      link = dialled(b.onTick(nowMs));
      pauseMs = Math.min(2 * pauseMs, LinkPeer.MAX_REDIAL_MS);
    }
    assertThat(pauseMs).isEqualTo(LinkPeer.MAX_REDIAL_MS);
  }

  @Test
  void a_link_that_breaks_again_and_again_is_evidence_once_a_second() {
    long toC = settled();
    long call = dialled(closed(toC));
    b.onAnswer(call, Verdict.WELCOME, nowMs);
    nowMs += LinkPeer.CALL_BACK_EVERY_MS - 1;
    assertThat(closed(call)).isEmpty();
    nowMs += LinkPeer.MIN_REDIAL_MS;
    long later = dialled(b.onTick(nowMs));
    b.onAnswer(later, Verdict.WELCOME, nowMs);
    assertThat(closed(later)).contains(new Broken(C.id(), false));
  }

  @Test
  void hangs_up_on_who_is_no_neighbour_in_the_next_view_and_keeps_the_others() {
    long toC = settled();
    assertThat(install(view(2, A, B))).containsExactly(new HangUp(toC));
    assertThat(closed(toC)).isEmpty();
    assertThat(b.up()).as("the link to a").isEqualTo(1);
  }

  @Test
  void keeps_a_link_whose_ends_change_who_dials() {
    var two = view(1, B, C);
    long toC = dialled(install(two));
    b.onAnswer(toC, Verdict.WELCOME, nowMs);
    // In a ring of four the opposite ones are linked, and the smaller dials.
    assertThat(install(view(2, A, B, C, D)))
        .allSatisfy(output -> assertThat(output).isInstanceOf(Dial.class));
    assertThat(closed(toC)).contains(new Broken(C.id(), false));
  }

  @Test
  void takes_a_link_from_who_is_a_view_ahead_and_counts_it_when_the_view_is_here() {
    install(view(1, B, C));
    var next = view(2, A, B, C);
    long fromA = greeted(A, next);
    install(next);
    assertThat(closed(fromA)).contains(new Broken(A.id(), false));
  }

  @Test
  void the_end_of_a_strangers_link_is_no_evidence() {
    install(view(1, B, C));
    long fromA = greeted(A, view(2, A, B, C));
    assertThat(closed(fromA)).isEmpty();
  }

  @Test
  void refuses_who_stayed_behind_in_an_old_view_and_who_means_another() {
    install(view(5, B, C));
    long link = b.newLink();
    assertThat(b.onGreeting(link, new LinkGreeting(A.id(), B.id(), view(5, A, B).id())))
        .containsExactly(new Reply(link, Verdict.NOT_NOW));
    var earlier = new MemberId("b", 0);
    assertThat(b.onGreeting(link, new LinkGreeting(C.id(), earlier, view(5, B, C).id())))
        .containsExactly(new Reply(link, Verdict.SOMEBODY_ELSE));
  }

  @Test
  void takes_a_bounded_number_of_links() {
    for (int i = 0; i < LinkRules.MAX_ACCEPTED; i++) greeted(A, view(1, A, B));
    long link = b.newLink();
    assertThat(b.onGreeting(link, new LinkGreeting(A.id(), B.id(), view(1, A, B).id())))
        .containsExactly(new Reply(link, Verdict.NOT_NOW));
  }

  @Test
  void who_leaves_says_goodbye_and_takes_no_more_links() {
    long toC = settled();
    var outputs = b.onLeaving();
    assertThat(outputs).hasSize(2).contains(new HangUp(toC));
    assertThat(closed(toC)).isEmpty();
    long link = b.newLink();
    assertThat(b.onGreeting(link, new LinkGreeting(A.id(), B.id(), view(1, A, B, C).id())))
        .containsExactly(new Reply(link, Verdict.NOT_NOW));
    assertThat(install(view(2, A, B, C))).isEmpty();
  }

  @Test
  void hangs_up_on_an_answer_that_comes_after_the_view_has_changed() {
    long toC = dialled(install(view(1, A, B, C)));
    install(view(2, A, B));
    assertThat(b.onAnswer(toC, Verdict.WELCOME, nowMs)).containsExactly(new HangUp(toC));
  }
}
