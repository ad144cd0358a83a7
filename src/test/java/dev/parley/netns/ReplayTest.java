package dev.parley.netns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each fault that an invariant is about, in a history made by hand. */
class ReplayTest {
  private static final String START = "{'t':1,'ev':'started','pid':1,'wallMs':1}";
  private static final String VIEW =
      "{'t':2,'ev':'view','m':'a.1','view':'1/a.1','members':['a.1','b.1'],'base':{}}";

  @Test
  void a_sound_history_passes_and_is_counted() {
    assertThat(
            check(
                START,
                VIEW,
                "{'t':3,'ev':'submitted','m':'a.1','sum':7}",
                delivered("a.1:1", 7),
                delivered("b.1:1", 8),
                "{'t':9,'ev':'ended'}"))
        .isEqualTo(4 + 1); // Killed b's message has a submission of its own.
  }

  @Test
  void a_message_without_its_predecessor_is_found() {
    fails("FifoOrder", START, VIEW, delivered("b.1:2", 7));
  }

  @Test
  void a_message_delivered_twice_is_found() {
    fails("FifoOrder", START, VIEW, delivered("b.1:1", 7), delivered("b.1:1", 7));
  }

  @Test
  void a_message_that_the_base_of_the_view_has_already_is_found() {
    var based = VIEW.replace("'base':{}", "'base':{'b.1':1}");
    fails(
        "NoDuplicate|FifoOrder",
        START,
        VIEW,
        delivered("b.1:1", 7),
        based.replace("1/a", "2/a"),
        delivered("b.1:1", 7));
  }

  @Test
  void two_payloads_under_one_dot_are_found() {
    var other = START.replace("'pid':1", "'pid':2");
    fails(
        "DotIdentity",
        START,
        VIEW,
        delivered("b.1:1", 7),
        other,
        VIEW.replace("'m':'a.1'", "'m':'b.1'"),
        delivered("b.1:1", 8).replace("'m':'a.1'", "'m':'b.1'"));
  }

  @Test
  void a_message_that_nobody_submitted_is_found_unless_its_origin_was_killed() {
    var ended = "{'t':9,'ev':'ended'}";
    var own = delivered("a.1:1", 7);
    fails("CausalDelivery", START, VIEW, own, ended);
    assertThat(check(START, VIEW, own)).isPositive();
  }

  @Test
  void a_delivery_while_frozen_is_found() {
    var frozen = "{'t':3,'ev':'frozen','m':'a.1','ballot':'2/b.1'}";
    fails("FrozenSilence", START, VIEW, frozen, delivered("b.1:1", 7));
    var cut = "{'t':3,'ev':'cutDecided','m':'a.1','reach':{'b.1':1}}";
    assertThat(check(START, VIEW, frozen, cut, delivered("b.1:1", 7))).isPositive();
  }

  @Test
  void states_that_differ_at_the_beginning_of_a_view_are_found() {
    var state = "{'t':3,'ev':'state','m':'a.1','view':'1/a.1','digest':'x'}";
    fails(
        "DigestAgreement",
        START,
        VIEW,
        state,
        state.replace("a.1','view", "b.1','view").replace("'x'", "'y'"));
  }

  @Test
  void a_promise_that_a_later_life_breaks_is_found() {
    var promise = "{'t':3,'ev':'promised','m':'a.1','epoch':4}";
    fails("SinglePromise", START, promise, START, promise.replace("a.1", "a.2"));
  }

  @Test
  void copies_that_nobody_has_are_found() {
    fails(
        "HonestReplication",
        START,
        VIEW,
        "{'t':3,'ev':'submitted','m':'a.1','sum':7}",
        delivered("a.1:1", 7),
        "{'t':5,'ev':'replicated','m':'a.1','seq':1,'copies':2}",
        "{'t':9,'ev':'ended'}");
  }

  @Test
  void half_a_line_is_the_end_of_a_killed_process_and_nothing_else() {
    assertThat(check(START, VIEW, "{'t':3,'ev':'fro", START)).isPositive();
    assertThatThrownBy(() -> check(START, "{'t':3,'ev':'fro", VIEW)).hasMessageContaining("fro");
  }

  @Test
  void a_history_with_a_hole_is_refused() {
    assertThatThrownBy(() -> check(START, "{'t':3,'ev':'leftOut','events':2}", VIEW))
        .hasMessageContaining("hole");
  }

  private static String delivered(String dot, int sum) {
    return "{'t':4,'ev':'delivered','m':'a.1','dot':'%s','sum':%d}".formatted(dot, sum);
  }

  private static void fails(String invariant, String... lines) {
    assertThatThrownBy(() -> check(lines)).hasMessageMatching("(?s)(" + invariant + ").*");
  }

  private static long check(String... lines) {
    List<String> json = new ArrayList<>();
    Arrays.stream(lines).map(line -> line.replace('\'', '"')).forEach(json::add);
    return Replay.check(RecordedRun.of(json));
  }
}
