package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.PushWindow.Begin;
import dev.parley.chat.PushWindow.CopiesSkipped;
import dev.parley.chat.PushWindow.End;
import dev.parley.chat.PushWindow.Push;
import dev.parley.chat.PushWindow.ReadElsewhere;
import dev.parley.chat.PushWindow.Show;
import dev.parley.chat.PushWindow.ShowSent;
import dev.parley.chat.PushWindow.Waiting;
import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.MessageId;
import dev.parley.chat.model.UserName;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PushWindowTest {
  private static final ClientStream STREAM = new ClientStream(UserName.of("fang"), "c");

  @Test
  void frames_what_waited_and_shows_it_before_what_arrives() {
    var outbox = new PushWindow(mails(1, 2), false);
    assertThat(outbox.onOpen())
        .containsExactly(
            new Begin(2), new Show(1, mail(1), true), new Show(2, mail(2), true), new End());
    assertThat(outbox.onMail(mail(3))).containsExactly(new Show(3, mail(3), false));
  }

  @Test
  void opens_without_a_frame_when_nothing_waits() {
    assertThat(new PushWindow(List.of(), false).onOpen()).isEmpty();
  }

  @Test
  void keeps_the_frame_around_stored_mail_that_is_more_than_the_window() {
    int count = PushWindow.MAX_UNACKNOWLEDGED + 10;
    var outbox = new PushWindow(mails(1, count), false);
    assertThat(outbox.onOpen())
        .hasSize(1 + PushWindow.MAX_UNACKNOWLEDGED + 1)
        .endsWith(new Waiting(PushWindow.MAX_UNACKNOWLEDGED));
    assertThat(outbox.onMail(mail(count + 1))).as("live mail waits for its turn").isEmpty();
    outbox.onAcknowledged(PushWindow.MAX_UNACKNOWLEDGED);
    var rest = outbox.push();
    assertThat(rest).hasSize(10 + 1 + 1);
    assertThat(rest.get(10)).isEqualTo(new End());
    assertThat(rest.get(11)).isEqualTo(new Show(count + 1, mail(count + 1), false));
  }

  @Test
  void pushes_no_more_than_the_window_ahead_of_the_acknowledgements() {
    var outbox = new PushWindow(List.of(), false);
    outbox.onOpen();
    var pushes = new ArrayList<Push>();
    for (int i = 1; i <= PushWindow.MAX_UNACKNOWLEDGED + 1; i++)
      pushes.addAll(outbox.onMail(mail(i)));
    assertThat(pushes).hasSize(PushWindow.MAX_UNACKNOWLEDGED + 1);
    outbox.onAcknowledged(1);
    assertThat(outbox.push()).hasSize(1);
  }

  @Test
  void says_once_that_more_waits_than_the_window_has_room_for() {
    var outbox = new PushWindow(List.of(), false);
    outbox.onOpen();
    var pushes = new ArrayList<Push>();
    for (int i = 1; i <= PushWindow.MAX_UNACKNOWLEDGED; i++) pushes.addAll(outbox.onMail(mail(i)));
    assertThat(pushes).as("a full window that nothing waits for").hasOnlyElementsOfType(Show.class);

    assertThat(outbox.onMail(mail(PushWindow.MAX_UNACKNOWLEDGED + 1)))
        .containsExactly(new Waiting(PushWindow.MAX_UNACKNOWLEDGED));
    assertThat(outbox.onMail(mail(PushWindow.MAX_UNACKNOWLEDGED + 2))).isEmpty();
    outbox.onAcknowledged(1);
    assertThat(outbox.push())
        .containsExactly(
            new Show(
                PushWindow.MAX_UNACKNOWLEDGED + 1, mail(PushWindow.MAX_UNACKNOWLEDGED + 1), false));
  }

  @Test
  void an_acknowledgement_covers_everything_up_to_its_number_once() {
    var outbox = new PushWindow(mails(1, 3), false);
    outbox.onOpen();
    assertThat(outbox.onAcknowledged(2)).containsExactly(mail(1), mail(2));
    assertThat(outbox.onAcknowledged(2)).isEmpty();
    assertThat(outbox.onAcknowledged(1)).isEmpty();
  }

  @Test
  void an_acknowledgement_of_what_was_never_pushed_removes_nothing_that_was_not() {
    int count = PushWindow.MAX_UNACKNOWLEDGED + 1;
    var outbox = new PushWindow(mails(1, count), false);
    outbox.onOpen();
    assertThat(outbox.onAcknowledged(Long.MAX_VALUE))
        .isEqualTo(mails(1, PushWindow.MAX_UNACKNOWLEDGED));
    assertThat(outbox.onAcknowledged(-5)).isEmpty();
  }

  @Test
  void does_not_show_what_was_shown_elsewhere_before_its_turn() {
    int count = PushWindow.MAX_UNACKNOWLEDGED + 3;
    var outbox = new PushWindow(mails(1, count), false);
    outbox.onOpen();
    outbox.onMail(mail(count + 1));
    outbox.onRemoved(mail(count - 1).id());
    outbox.onRemoved(mail(count + 1).id());
    outbox.onAcknowledged(PushWindow.MAX_UNACKNOWLEDGED);
    assertThat(outbox.push())
        .containsExactly(
            new Show(PushWindow.MAX_UNACKNOWLEDGED + 1, mail(count - 2), true),
            new Show(PushWindow.MAX_UNACKNOWLEDGED + 2, mail(count), true),
            new End());
  }

  @Test
  void ends_the_frame_when_the_last_stored_message_was_shown_elsewhere() {
    int count = PushWindow.MAX_UNACKNOWLEDGED + 1;
    var outbox = new PushWindow(mails(1, count), false);
    outbox.onOpen();
    outbox.onMail(mail(count + 1));
    assertThat(outbox.onRemoved(mail(count).id())).containsExactly(new End());
    outbox.onAcknowledged(PushWindow.MAX_UNACKNOWLEDGED);
    assertThat(outbox.push()).containsExactly(new Show(count, mail(count + 1), false));
  }

  @Test
  void shows_a_message_that_is_told_twice_once() {
    var outbox = new PushWindow(List.of(), false);
    assertThat(outbox.onMail(mail(1))).as("not open yet").isEmpty();
    outbox.onMail(mail(1));
    assertThat(outbox.onOpen()).containsExactly(new Show(1, mail(1), false));
  }

  @Test
  void shows_copies_of_what_was_sent_elsewhere_in_their_order_and_never_as_read() {
    var outbox = new PushWindow(mails(1, 1), true);
    outbox.onOpen();
    assertThat(outbox.onSent(mail(2))).containsExactly(new ShowSent(2, mail(2)));
    assertThat(outbox.onMail(mail(3))).containsExactly(new Show(3, mail(3), false));
    assertThat(outbox.onAcknowledged(3)).containsExactly(mail(1), mail(3));
    assertThat(new PushWindow(List.of(), false).onSent(mail(1))).isEmpty();
  }

  @Test
  void leaves_copies_out_when_too_many_wait_and_says_so_in_their_place() {
    var outbox = new PushWindow(List.of(), true);
    outbox.onOpen();
    int room = PushWindow.MAX_UNACKNOWLEDGED + PushWindow.MAX_WAITING_COPIES;
    for (int i = 1; i <= room; i++) outbox.onSent(mail(i));
    assertThat(outbox.onSent(mail(room + 1))).isEmpty();
    var pushes = new ArrayList<Push>();
    for (int n = 1; n <= room; n++) {
      outbox.onAcknowledged(n);
      pushes.addAll(outbox.push());
    }
    assertThat(pushes).hasSize(PushWindow.MAX_WAITING_COPIES + 1);
    assertThat(pushes.get(pushes.size() - 2)).isEqualTo(new ShowSent(room, mail(room)));
    assertThat(pushes.get(pushes.size() - 1)).isEqualTo(new CopiesSkipped());
    assertThat(outbox.onSent(mail(room + 2)))
        .containsExactly(new ShowSent(room + 1, mail(room + 2)));
  }

  @Test
  void leaves_copies_out_when_too_much_text_waits() {
    var outbox = new PushWindow(List.of(), true);
    outbox.onOpen();
    for (int i = 1; i <= PushWindow.MAX_UNACKNOWLEDGED; i++) outbox.onSent(mail(i));
    int room = PushWindow.MAX_WAITING_CHARS / Mail.MAX_TEXT_BYTES;
    for (int i = 0; i < room; i++) outbox.onSent(large(1_000 + i));
    outbox.onSent(mail(2_000));
    outbox.onAcknowledged(room);
    var pushes = outbox.push();
    assertThat(pushes).hasSize(room);
    assertThat(pushes.get(room - 1)).isInstanceOf(ShowSent.class);
    outbox.onAcknowledged(room + 1);
    assertThat(outbox.push()).containsExactly(new CopiesSkipped());
    assertThat(outbox.onSent(mail(2_001))).hasSize(1);
  }

  private static Mail large(int seq) {
    var text = "x".repeat(Mail.MAX_TEXT_BYTES);
    return new Mail(new MessageId(STREAM, seq), UserName.of("shao"), text, 0, seq);
  }

  @Test
  void says_what_was_read_elsewhere_once_for_each_sender() {
    var outbox = new PushWindow(mails(1, 3), true);
    outbox.onOpen();
    outbox.onAcknowledged(1);
    for (int i = 1; i <= 2; i++) outbox.onRead(mail(i));
    assertThat(outbox.push())
        .as("its own acknowledgement is no news")
        .containsExactly(new ReadElsewhere(mail(2).from().spelling(), mail(2), false));
    assertThat(outbox.push()).isEmpty();
    assertThat(outbox.onAcknowledged(3)).as("what is read is no news").containsExactly(mail(3));
  }

  /** An acknowledgement names its messages by stream, not in the order in which they are shown. */
  @Test
  void says_the_last_message_that_was_read_elsewhere_in_whatever_order_they_are_named() {
    var other = new MessageId(new ClientStream(UserName.of("fang"), "d"), 1);
    var early = new Mail(other, UserName.of("shao"), "text", 0, 1);
    var outbox = new PushWindow(List.of(early, mail(2)), true);
    outbox.onOpen();
    outbox.onRead(mail(2));
    outbox.onRead(early);
    assertThat(outbox.push())
        .containsExactly(new ReadElsewhere(early.from().spelling(), mail(2), false));
  }

  @Test
  void says_when_there_is_room_that_what_waited_was_read_elsewhere() {
    int count = PushWindow.MAX_UNACKNOWLEDGED + 2;
    var outbox = new PushWindow(mails(1, count), true);
    outbox.onOpen();
    outbox.onRead(mail(count - 1));
    assertThat(outbox.push()).isEmpty();
    outbox.onRead(mail(count));
    assertThat(outbox.push()).containsExactly(new End());
    outbox.onAcknowledged(1);
    assertThat(outbox.push())
        .containsExactly(new ReadElsewhere(mail(count).from().spelling(), mail(count), true));
  }

  private static List<Mail> mails(int first, int last) {
    var mails = new ArrayList<Mail>();
    for (int i = first; i <= last; i++) mails.add(mail(i));
    return mails;
  }

  private static Mail mail(int seq) {
    return new Mail(new MessageId(STREAM, seq), UserName.of("shao"), "text " + seq, 0, seq);
  }
}
