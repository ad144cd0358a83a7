package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.ChatEvent.MailAcknowledged;
import dev.parley.chat.ChatEvent.MailSent;
import dev.parley.chat.ChatEvent.StreamMark;
import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.MessageId;
import dev.parley.chat.model.UserName;
import dev.parley.testing.Seed;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A merge with what is different is a merge with the whole state. */
class PartialStateTest {
  private static final UserName FANG = UserName.of("fang");
  private static final UserName SHAO = UserName.of("shao");
  private static final UserName LIN = UserName.of("lin");
  private static final ClientStream PHONE = new ClientStream(FANG, "phone");

  private final ChatState here = new ChatState();
  private final ChatState there = new ChatState();

  static List<Seed> seeds() {
    return Seed.upTo(40);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void merging_what_is_different_is_merging_whole_states(Seed seed) {
    compare(new RandomStates(4, false, seed.random()), seed);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void merging_what_is_different_is_merging_whole_states_also_where_names_are_lost(Seed seed) {
    compare(new RandomStates(4, true, seed.random()), seed);
  }

  /** One state with two others, as when three parts of a group meet. */
  private static void compare(RandomStates chat, Seed seed) {
    for (int round = 0; round < 5; round++) {
      for (int step = 0; step < 40; step++) chat.step();
      var others = List.of(chat.states.get(1), chat.states.get(2)).subList(0, 1 + round % 2);
      var whole = copy(chat.states.get(0));
      var partial = copy(whole);
      var expected = new ArrayList<Notice>();
      for (var other : others) expected.addAll(whole.merge(other.snapshot()));
      var notices = mergeDifferences(partial, others);
      assertThat(partial.digest()).as("%s", seed).isEqualTo(whole.digest());
      assertThat(partial.snapshot().mails()).as("%s", seed).isEqualTo(whole.snapshot().mails());
      assertThat(notices).as("%s", seed).containsExactlyInAnyOrderElementsOf(expected);
      assertThat(partial.digests().different(SnapshotBuckets.digests(whole.snapshot())))
          .as("%s", seed)
          .isEqualTo(BucketSet.NONE);
    }
  }

  private static List<Notice> mergeDifferences(ChatState here, List<ChatState> others) {
    var notices = new ArrayList<Notice>();
    var partial = others.stream().map(other -> difference(here, other)).toList();
    for (var state : here.aligned(partial)) notices.addAll(here.merge(state));
    return notices;
  }

  private static PartialState difference(ChatState here, ChatState there) {
    var different = here.digests().different(there.digests());
    return SnapshotBuckets.part(there.snapshot(), different);
  }

  private static ChatState copy(ChatState state) {
    var copy = new ChatState();
    copy.merge(state.snapshot());
    return copy;
  }

  @Test
  void a_message_that_was_shown_there_is_gone_although_its_sender_s_bucket_is_equal() {
    both(mail(1, SHAO));
    there.apply(shown(SHAO, 1));
    var partial = difference(here, there);
    assertThat(partial.different()).isEqualTo(BucketSet.of(BucketId.of(SHAO)));
    assertThat(partial.state().streams()).isEmpty();
    here.merge(partial);
    assertThat(here.waiting(SHAO)).isEmpty();
  }

  @Test
  void a_message_that_the_other_never_saw_waits_although_its_receiver_s_bucket_is_equal_before() {
    both(mail(1, SHAO));
    here.apply(new MailSent(mail(2, LIN)));
    here.merge(difference(here, there));
    assertThat(here.waiting(LIN)).containsExactly(mail(2, LIN));
    assertThat(here.waiting(SHAO)).containsExactly(mail(1, SHAO));
  }

  @Test
  void a_message_that_waits_on_both_sides_is_neither_sent_nor_lost() {
    both(mail(1, SHAO));
    there.apply(new MailSent(mail(2, LIN)));
    var partial = difference(here, there);
    assertThat(partial.state().mails()).containsExactly(mail(2, LIN));
    here.merge(partial);
    assertThat(here.waiting(SHAO)).containsExactly(mail(1, SHAO));
    assertThat(here.digest()).isEqualTo(there.digest());
  }

  @Test
  void what_the_first_of_two_states_brings_does_not_make_the_second_one_show_it() {
    both(mail(1, SHAO));
    var third = copy(here);
    there.apply(new MailSent(mail(2, LIN)));
    // Nothing is different in the third state. It has not seen the second message, though the
    // numbers here, after the first merge, include it.
    var states = here.aligned(List.of(difference(here, there), difference(here, third)));
    for (var state : states) here.merge(state);
    assertThat(here.waiting(LIN)).containsExactly(mail(2, LIN));
  }

  @Test
  void what_a_second_state_has_shown_of_what_is_equal_here_is_gone() {
    both(mail(1, SHAO));
    var third = copy(here);
    third.apply(shown(SHAO, 1));
    there.apply(new MailSent(mail(2, LIN)));
    var states = here.aligned(List.of(difference(here, there), difference(here, third)));
    for (var state : states) here.merge(state);
    assertThat(here.waiting(SHAO)).isEmpty();
    assertThat(here.waiting(LIN)).containsExactly(mail(2, LIN));
  }

  @Test
  void a_state_that_is_equal_brings_nothing_but_what_belongs_to_no_user() {
    both(mail(1, SHAO));
    var partial = difference(here, there);
    assertThat(partial.different()).isEqualTo(BucketSet.NONE);
    assertThat(partial.state().mails()).isEmpty();
    assertThat(partial.state().lamport()).isEqualTo(1);
  }

  private void both(Mail mail) {
    here.apply(new MailSent(mail));
    there.apply(new MailSent(mail));
  }

  private static Mail mail(long seq, UserName to) {
    return new Mail(new MessageId(PHONE, seq), to, "text", 5, seq);
  }

  private static MailAcknowledged shown(UserName to, long upTo) {
    return new MailAcknowledged(to, List.of(new StreamMark(PHONE, upTo)));
  }
}
