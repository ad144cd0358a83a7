package dev.parley.netns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.netns.ClientEvent.Kind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Histories made by hand, each with one thing wrong. */
class ClientCheckTest {
  private final List<ClientEvent> events = new ArrayList<>();

  @Test
  void a_question_and_its_answer_are_fine() {
    sent("a#1", "b");
    accepted("a#1");
    displayed("b", "a#1");
    sent("b#1", "a");
    accepted("b#1");
    displayed("a", "b#1");
    assertThat(violations()).isEmpty();
  }

  @Test
  void what_was_not_accepted_may_be_lost() {
    sent("a#1", "b");
    assertThat(violations()).isEmpty();
  }

  @Test
  void a_message_that_was_accepted_and_lost_is_found() {
    sent("a#1", "b");
    accepted("a#1");
    assertThat(violations()).containsExactly("a#1 to b was accepted and never displayed");
  }

  @Test
  void a_message_that_is_displayed_twice_is_found() {
    sent("a#1", "b");
    displayed("b", "a#1");
    displayed("b", "a#1");
    assertThat(violations()).containsExactly("a#1 was displayed twice (at b)");
  }

  @Test
  void two_messages_of_one_sender_in_the_wrong_order_are_found() {
    sent("a#1", "b");
    sent("a#2", "b");
    displayed("b", "a#2");
    displayed("b", "a#1");
    assertThat(violations())
        .containsExactly(
            "a#2 came before a#1, which it may answer (at b)",
            "a#1 came after a#2, sent later (at b)");
  }

  @Test
  void messages_of_two_senders_come_in_any_order() {
    sent("a#1", "c");
    sent("b#1", "c");
    displayed("c", "b#1");
    displayed("c", "a#1");
    assertThat(violations()).isEmpty();
  }

  @Test
  void an_answer_before_its_question_is_found_also_by_way_of_others() {
    sent("a#1", "c");
    sent("a#2", "b");
    displayed("b", "a#2");
    sent("b#1", "d");
    displayed("d", "b#1");
    sent("d#1", "c");
    displayed("c", "d#1");
    displayed("c", "a#1");
    assertThat(violations()).containsExactly("d#1 came before a#1, which it may answer (at c)");
  }

  @Test
  void a_message_that_nobody_sent_is_found() {
    displayed("b", "a#1");
    assertThat(violations()).containsExactly("a#1 was displayed and never sent (at b)");
  }

  @Test
  void a_message_at_the_wrong_client_is_found() {
    sent("a#1", "b");
    displayed("c", "a#1");
    assertThat(violations()).containsExactly("a#1 was from a to b (at c)");
  }

  @Test
  void a_message_to_a_room_is_displayed_by_all_others_once() {
    sent("a#1", "#all");
    accepted("a#1");
    displayed("b", "a#1");
    sent("b#1", "#all");
    displayed("c", "a#1");
    displayed("c", "b#1");
    displayed("a", "b#1");
    assertThat(violations()).isEmpty();
    displayed("c", "b#1");
    assertThat(violations()).containsExactly("b#1 was displayed twice (at c)");
  }

  @Test
  void a_message_that_one_in_the_room_did_not_get_is_found() {
    sent("a#1", "#all");
    accepted("a#1");
    displayed("b", "a#1");
    sent("c#1", "b");
    assertThat(violations()).containsExactly("a#1 to c was accepted and never displayed");
  }

  @Test
  void an_answer_before_its_question_is_found_also_where_one_is_in_the_room_and_one_is_not() {
    sent("a#1", "#all");
    displayed("b", "a#1");
    sent("b#1", "c");
    displayed("c", "b#1");
    displayed("c", "a#1");
    assertThat(violations()).containsExactly("b#1 came before a#1, which it may answer (at c)");
  }

  @Test
  void ones_own_message_to_a_room_is_not_displayed() {
    sent("a#1", "#all");
    displayed("a", "a#1");
    assertThat(violations()).contains("a#1 was from a to #all (at a)");
  }

  @Test
  void a_history_is_read_as_it_was_written() {
    sent("a#1", "b");
    displayed("b", "a#1");
    assertThat(events.stream().map(e -> ClientEvent.parse(e.toLine())).toList()).isEqualTo(events);
  }

  private void sent(String message, String to) {
    add(message.substring(0, 1), Kind.SENT, message, to);
  }

  private void accepted(String message) {
    add(message.substring(0, 1), Kind.ACCEPTED, message, "");
  }

  private void displayed(String client, String message) {
    add(client, Kind.DISPLAYED, message, message.substring(0, 1));
  }

  private void add(String client, Kind kind, String message, String peer) {
    events.add(new ClientEvent(events.size(), client, kind, message, peer, ""));
  }

  private List<String> violations() {
    return ClientCheck.violations(events);
  }
}
