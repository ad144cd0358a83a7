package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.ChatEvent.MailAcknowledged;
import dev.parley.chat.ChatEvent.StreamMark;
import dev.parley.chat.Notice.MailArrived;
import dev.parley.chat.Notice.MailDelivered;
import dev.parley.chat.model.ChatLimits;
import dev.parley.chat.model.ClaimPair;
import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.DeliveryReceipt;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.MessageId;
import dev.parley.chat.model.UserName;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.VersionVector;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class MailboxesTest {
  private static final UserName FANG = UserName.of("fang");
  private static final UserName SHAO = UserName.of("shao");
  private static final ClientStream STREAM = new ClientStream(FANG, "client");
  private static final ClientStream OTHER = new ClientStream(UserName.of("lin"), "client");

  private final Mailboxes ours = new Mailboxes(false);
  private final Mailboxes theirs = new Mailboxes(false);

  @Test
  void show_messages_by_their_lamport_time_then_their_id() {
    ours.onMail(mail(OTHER, 1, 7));
    ours.onMail(mail(STREAM, 1, 7));
    ours.onMail(mail(STREAM, 2, 9));
    ours.onMail(mail(OTHER, 2, 8));
    assertThat(ours.waiting(SHAO))
        .containsExactly(
            mail(STREAM, 1, 7), mail(OTHER, 1, 7), mail(OTHER, 2, 8), mail(STREAM, 2, 9));
  }

  @Test
  void keep_one_object_of_what_messages_have_in_common() {
    ours.onMail(delivered("fang", "shao", 1));
    ours.onMail(delivered("fang", "mei", 2));
    ours.onMail(delivered("fang", "shao", 3));
    var first = ours.waiting(SHAO).get(0);
    var second = ours.waiting(SHAO).get(1);
    var elsewhere = ours.waiting(UserName.of("mei")).get(0);
    assertThat(second.id().stream()).isSameAs(first.id().stream());
    assertThat(second.to()).isSameAs(first.to());
    assertThat(second.parties()).isSameAs(first.parties());
    assertThat(second.clockMembers()).isSameAs(first.clockMembers());
    assertThat(elsewhere.id().stream()).isSameAs(first.id().stream());
    assertThat(elsewhere.clockMembers()).isSameAs(first.clockMembers());
    assertThat(second).isEqualTo(delivered("fang", "shao", 3));
  }

  @Test
  void keep_one_object_of_the_streams_that_another_part_brings() {
    ours.onMail(delivered("fang", "shao", 1));
    ours.onMail(delivered("fang", "mei", 2));
    theirs.merge(
        ours.streams(), List.of(delivered("fang", "shao", 1), delivered("fang", "mei", 2)));
    assertThat(theirs.waiting(UserName.of("mei")).get(0).id().stream())
        .isSameAs(theirs.waiting(SHAO).get(0).id().stream());
  }

  @Test
  void keep_the_spelling_of_a_name_that_came_with_each_message() {
    ours.onMail(delivered("fang", "shao", 1));
    ours.onMail(delivered("Fang", "Shao", 2));
    var second = ours.waiting(SHAO).get(1);
    assertThat(second.from().spelling()).isEqualTo("Fang");
    assertThat(second.to().spelling()).isEqualTo("Shao");
  }

  /** With objects of its own, as one that came from another server. */
  private static Mail delivered(String from, String to, int seq) {
    var id = new MessageId(new ClientStream(UserName.of(from), "client"), seq);
    var mail = new Mail(id, UserName.of(to), "hi", 0, seq, new ClaimPair(5, 7));
    var clock = new TreeMap<MemberId, Long>();
    for (var node : List.of("n-1", "n-2")) clock.put(new MemberId(node, 1), 10L + seq);
    return mail.withClock(VersionVector.of(clock));
  }

  @Test
  void take_a_message_once() {
    assertThat(ours.onMail(mail(STREAM, 1, 1)))
        .containsExactly(new MailArrived(mail(STREAM, 1, 1)));
    assertThat(ours.onMail(mail(STREAM, 1, 1))).isEmpty();
    assertThat(ours.size()).isOne();
  }

  @Test
  void do_not_take_a_message_again_that_was_shown() {
    ours.onMail(mail(STREAM, 1, 1));
    assertThat(ours.onAcknowledged(shown(STREAM, 1)))
        .containsExactly(new MailDelivered(mail(STREAM, 1, 1)));
    assertThat(ours.onMail(mail(STREAM, 1, 1))).isEmpty();
    assertThat(ours.waiting(SHAO)).isEmpty();
  }

  @Test
  void remove_what_a_mark_covers_and_nothing_else() {
    for (int seq = 1; seq <= 3; seq++) ours.onMail(mail(STREAM, seq, seq));
    ours.onMail(mail(OTHER, 1, 4));
    ours.onAcknowledged(shown(STREAM, 2));
    assertThat(ours.waiting(SHAO)).containsExactly(mail(STREAM, 3, 3), mail(OTHER, 1, 4));
    ours.onAcknowledged(shown(STREAM, 0));
    assertThat(ours.size()).isEqualTo(2);
    ours.onAcknowledged(shown(STREAM, Long.MAX_VALUE));
    assertThat(ours.waiting(SHAO)).containsExactly(mail(OTHER, 1, 4));
  }

  @Test
  void keep_what_the_same_stream_sent_to_others() {
    var toLin = new Mail(new MessageId(STREAM, 1), UserName.of("lin"), "hi", 0, 1);
    ours.onMail(toLin);
    ours.onMail(mail(STREAM, 2, 2));
    ours.onAcknowledged(shown(STREAM, 2));
    assertThat(ours.waiting(UserName.of("lin"))).containsExactly(toLin);
  }

  @Test
  void keep_the_same_one_of_two_copies_in_either_order() {
    ours.onMail(mail(STREAM, 1, 10));
    ours.onMail(mail(STREAM, 1, 3));
    theirs.onMail(mail(STREAM, 1, 3));
    theirs.onMail(mail(STREAM, 1, 10));
    assertThat(ours.waiting(SHAO)).containsExactly(mail(STREAM, 1, 3));
    assertThat(theirs.waiting(SHAO)).isEqualTo(ours.waiting(SHAO));
  }

  @Test
  void stay_in_the_order_of_the_stream_when_a_message_is_sent_again_through_a_younger_server() {
    // Sent through a server whose Lamport time is 10, again through one whose time is 3, which
    // then sends the next. By the copy of time 10 the second message would come first, and its
    // acknowledgement would remove the first one unseen.
    ours.onMail(mail(STREAM, 1, 10));
    ours.onMail(mail(STREAM, 1, 3));
    ours.onMail(mail(STREAM, 2, 4));
    assertThat(ours.waiting(SHAO)).extracting(mail -> mail.id().seq()).containsExactly(1L, 2L);
  }

  @Test
  void tell_copies_of_one_time_apart_by_their_clocks() {
    var copy = mail(STREAM, 1, 3);
    var one = copy.withClock(VersionVector.EMPTY.with(new MemberId("n-1", 1), 4));
    var other = copy.withClock(VersionVector.EMPTY.with(new MemberId("n-2", 1), 9));
    ours.onMail(one);
    ours.onMail(other);
    theirs.onMail(other);
    theirs.onMail(one);
    assertThat(theirs.waiting(SHAO)).isEqualTo(ours.waiting(SHAO));
  }

  @Test
  void merge_what_both_have_what_only_one_saw_and_not_what_one_has_shown() {
    for (var part : List.of(ours, theirs)) {
      for (int seq = 1; seq <= 3; seq++) part.onMail(mail(STREAM, seq, seq));
    }
    ours.onAcknowledged(shown(STREAM, 1));
    theirs.onAcknowledged(shown(STREAM, 2));
    theirs.onMail(mail(STREAM, 4, 4));
    ours.onMail(mail(OTHER, 1, 5));

    var notices = ours.merge(theirs.streams(), theirs.all());

    assertThat(ours.waiting(SHAO))
        .containsExactly(mail(STREAM, 3, 3), mail(STREAM, 4, 4), mail(OTHER, 1, 5));
    assertThat(notices)
        .containsExactly(
            new MailDelivered(mail(STREAM, 2, 2)), new MailArrived(mail(STREAM, 4, 4)));
  }

  @Test
  void do_not_bring_back_what_was_sent_again_on_the_other_side_after_it_was_shown_here() {
    ours.onMail(mail(STREAM, 1, 1));
    ours.onAcknowledged(shown(STREAM, 1));
    theirs.onMail(mail(STREAM, 1, 2));
    ours.merge(theirs.streams(), theirs.all());
    assertThat(ours.size()).isZero();
    theirs.merge(ours.streams(), ours.all());
    assertThat(theirs.size()).isZero();
  }

  @Test
  void count_messages_and_bytes_against_the_limits_of_a_mailbox() {
    ours.onMail(new Mail(new MessageId(STREAM, 1), SHAO, "éé", 0, 1));
    int mails = ChatLimits.MAX_MAIL_PER_MAILBOX - 1;
    long bytes = ChatLimits.MAX_MAILBOX_BYTES - 4;
    assertThat(ours.hasRoom(SHAO, mails, bytes)).isTrue();
    assertThat(ours.hasRoom(SHAO, mails + 1, bytes)).isFalse();
    assertThat(ours.hasRoom(SHAO, mails, bytes + 1)).isFalse();
    ours.onAcknowledged(shown(STREAM, 1));
    assertThat(ours.hasRoom(SHAO, mails + 1, bytes + 4)).isTrue();
  }

  private static Mail mail(ClientStream stream, long seq, long lamport) {
    return new Mail(new MessageId(stream, seq), SHAO, "text " + seq, 0, lamport);
  }

  private static MailAcknowledged shown(ClientStream stream, long upTo) {
    return new MailAcknowledged(SHAO, List.of(new StreamMark(stream, upTo)));
  }

  @Test
  void know_when_the_message_was_sent_that_has_waited_for_longest_and_leave_receipts_out() {
    assertThat(ours.oldestMs()).isEmpty();
    ours.onMail(new Mail(new MessageId(OTHER, 1), SHAO, "text", 5_000, 1));
    ours.onMail(new Mail(new MessageId(STREAM, 1), UserName.of("mei"), "text", 3_000, 2));
    assertThat(ours.oldestMs()).hasValue(3_000);

    var receipts = DeliveryReceipt.stream(SHAO, new MemberId("n", 1));
    var receipt = DeliveryReceipt.text(mail(STREAM, 1, 1));
    ours.onMail(new Mail(new MessageId(receipts, 1), FANG, receipt, 1_000, 3));
    assertThat(ours.oldestMs()).hasValue(3_000);
  }
}
