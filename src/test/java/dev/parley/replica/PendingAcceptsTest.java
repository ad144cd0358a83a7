package dev.parley.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.ChatEvent.MailSent;
import dev.parley.chat.ReadPositionTracker;
import dev.parley.chat.SendAdmission.Known;
import dev.parley.chat.SendAdmission.Submit;
import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.MessageId;
import dev.parley.chat.model.ReadPosition;
import dev.parley.chat.model.Refusal;
import dev.parley.chat.model.RoomPost;
import dev.parley.chat.model.UserName;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.VersionVector;
import dev.parley.replica.ReplicaOutput.Answer;
import dev.parley.replica.ReplicaProtocol.Accepted;
import org.junit.jupiter.api.Test;

class PendingAcceptsTest {
  private static final UserName FANG = UserName.of("fang");
  private static final ClientStream STREAM = new ClientStream(FANG, "client");

  private final ReplicaOutputs outputs = new ReplicaOutputs();
  private final ReadPositionTracker seen = new ReadPositionTracker(ReadPosition.NOTHING);
  private final PendingAccepts<Long> pendingAccepts = new PendingAccepts<>(outputs);

  @Test
  void a_message_that_was_delivered_before_is_multicast_again_to_learn_how_many_have_it() {
    assertThat(pendingAccepts.onDecision(new Known(mail(1)), 1L, seen)).contains(mail(1));
    assertThat(outputs.take()).isEmpty();

    pendingAccepts.onDelivered(stamped(1), 7);
    pendingAccepts.onReplicated(7, 2);
    assertThat(outputs.take()).containsExactly(answer(1, 2, true));
  }

  @Test
  void who_asks_again_at_once_waits_for_one_multicast() {
    pendingAccepts.onDecision(new Known(mail(1)), 1L, seen);
    assertThat(pendingAccepts.onDecision(new Known(mail(1)), 2L, seen)).isEmpty();
    pendingAccepts.onDelivered(stamped(1), 7);
    assertThat(pendingAccepts.onDecision(new Known(mail(1)), 3L, seen)).isEmpty();

    pendingAccepts.onReplicated(7, 2);
    assertThat(outputs.take())
        .containsExactly(answer(1, 2, true), answer(2, 2, true), answer(3, 2, true));
  }

  @Test
  void a_restart_of_the_protocols_accepts_nothing_by_itself() {
    pendingAccepts.onDecision(new Submit(mail(1)), 1L, seen);
    pendingAccepts.onDelivered(stamped(1), 7);

    assertThat(pendingAccepts.onRestart()).containsExactly(stamped(1));
    pendingAccepts.onReplicated(7, 2);
    assertThat(outputs.take()).isEmpty();

    pendingAccepts.onDelivered(stamped(1), 1);
    pendingAccepts.onReplicated(1, 2);
    assertThat(outputs.take()).containsExactly(answer(1, 2, false));
  }

  @Test
  void so_many_are_asked_for_again_at_once_and_no_more() {
    for (int seq = 1; seq <= PendingAccepts.MAX_AGAIN; seq++)
      assertThat(pendingAccepts.onDecision(new Known(mail(seq)), (long) seq, seen)).isPresent();
    long next = PendingAccepts.MAX_AGAIN + 1;
    assertThat(pendingAccepts.onDecision(new Known(mail(next)), next, seen)).isEmpty();
    var refused = ((Answer<?>) outputs.take().get(0)).answer();
    assertThat(((ReplicaProtocol.Refused) refused).refusal().code())
        .isEqualTo(Refusal.Code.RATE_LIMITED);

    pendingAccepts.onDelivered(stamped(1), 1);
    assertThat(pendingAccepts.onDecision(new Known(mail(next)), next, seen)).isPresent();
  }

  private static Answer<Long> answer(long replyTo, int copies, boolean duplicate) {
    var mail = mail(1).mail();
    return new Answer<>(
        replyTo,
        new Accepted(
            mail.id(), mail.uuid(), copies, duplicate, "n-a.1=9", new RoomPost.Times(0, 1)));
  }

  private static MailSent stamped(long seq) {
    return new MailSent(
        mail(seq).mail().withClock(VersionVector.EMPTY.with(new MemberId("n-a", 1), 9)));
  }

  private static MailSent mail(long seq) {
    return new MailSent(new Mail(new MessageId(STREAM, seq), FANG, "text", 0, seq));
  }
}
