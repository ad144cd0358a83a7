package dev.parley.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.ChatEvent;
import dev.parley.chat.ChatEvent.HistoryTrimmed;
import dev.parley.chat.ChatEvent.MailAcknowledged;
import dev.parley.chat.ChatEvent.MailExpired;
import dev.parley.chat.ChatEvent.MailSent;
import dev.parley.chat.ChatEvent.ServerDraining;
import dev.parley.chat.ChatEvent.ServerMemory;
import dev.parley.chat.ChatEvent.SessionClosed;
import dev.parley.chat.ChatEvent.SessionId;
import dev.parley.chat.ChatEvent.SessionOpened;
import dev.parley.chat.ChatEvent.SessionsTold;
import dev.parley.chat.ChatEvent.StreamsForgotten;
import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.DeliveryReceipt;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.MessageId;
import dev.parley.chat.model.UserName;
import dev.parley.protocol.Endpoint;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.View;
import dev.parley.protocol.ViewId;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventAuthorsTest {
  private static final UserName FANG = UserName.of("fang");
  private static final MemberId A = new MemberId("a", 5);
  private static final MemberId A_BEFORE = new MemberId("a", 4);
  private static final MemberId B = new MemberId("b", 1);
  private static final View LED_BY_B = View.of(new ViewId(1, B), List.of(member(A), member(B)));

  private static Member member(MemberId id) {
    return new Member(id, new Endpoint("h", 1), new Endpoint("h", 2));
  }

  private static boolean maySay(MemberId origin, ChatEvent event) {
    return EventAuthors.maySay(origin, event, LED_BY_B);
  }

  @Test
  void a_server_speaks_for_its_own_sessions_only() {
    var session = new SessionId(A, 1);
    for (var event :
        List.of(
            new SessionOpened(FANG, session, 1),
            new SessionClosed(FANG, session),
            new SessionsTold(A, 0, 9, List.of()),
            new ServerDraining(A, true),
            new ServerMemory(A, 1))) {
      assertThat(maySay(A, event)).isTrue();
      assertThat(maySay(B, event)).as("%s", event).isFalse();
      assertThat(maySay(A_BEFORE, event)).as("%s", event).isFalse();
    }
  }

  @Test
  void the_leader_alone_lets_mail_expire() {
    var expired = new MailExpired(List.of());
    assertThat(maySay(B, expired)).isTrue();
    assertThat(maySay(A, expired)).isFalse();
    assertThat(EventAuthors.maySay(B, expired, null)).isFalse();
    var forgotten = new StreamsForgotten(List.of());
    assertThat(maySay(B, forgotten)).isTrue();
    assertThat(maySay(A, forgotten)).isFalse();
    assertThat(maySay(B, new HistoryTrimmed(1))).isTrue();
    assertThat(maySay(A, new HistoryTrimmed(1))).isFalse();
  }

  @Test
  void a_server_numbers_messages_in_the_streams_of_its_own_lives() {
    assertThat(maySay(A, mail(ClientStream.ofNode(FANG, A)))).isTrue();
    assertThat(maySay(A, mail(ClientStream.ofNode(FANG, A_BEFORE)))).isTrue();
    assertThat(maySay(A, mail(DeliveryReceipt.stream(FANG, A_BEFORE)))).isTrue();
    assertThat(maySay(B, mail(ClientStream.ofNode(FANG, A)))).isFalse();
    assertThat(maySay(B, mail(DeliveryReceipt.stream(FANG, A)))).isFalse();
    var longer = new MemberId("a.5", 1);
    assertThat(maySay(A, mail(ClientStream.ofNode(FANG, longer)))).isFalse();
  }

  @Test
  void a_client_sends_through_any_server_and_is_shown_mail_there() {
    assertThat(maySay(B, mail(new ClientStream(FANG, "laptop")))).isTrue();
    assertThat(maySay(B, new MailAcknowledged(FANG, List.of()))).isTrue();
  }

  @Test
  void a_node_is_reported_once_and_few_are() {
    var authors = new EventAuthors();
    var event = new ServerMemory(A, 1);
    assertThat(authors.report(B, event)).isPresent();
    assertThat(authors.report(B, event)).isEmpty();
    for (int i = 1; i < EventAuthors.MAX_REPORTED; i++)
      assertThat(authors.report(new MemberId("n" + i, 1), event)).isPresent();
    assertThat(authors.report(new MemberId("last", 1), event)).isEmpty();
  }

  @Test
  void mail_that_a_former_leader_let_expire_is_ignored_without_a_word() {
    var authors = new EventAuthors();
    assertThat(authors.report(A, new MailExpired(List.of()))).isEmpty();
    assertThat(authors.report(A, new ServerMemory(B, 1))).isPresent();
  }

  private static MailSent mail(ClientStream stream) {
    return new MailSent(new Mail(new MessageId(stream, 1), FANG, "hello", 0, 1));
  }
}
