package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.ChatEvent.MailSent;
import dev.parley.chat.ChatEvent.SessionId;
import dev.parley.chat.ChatEvent.SessionOpened;
import dev.parley.chat.SendAdmission.Decision;
import dev.parley.chat.SendAdmission.Known;
import dev.parley.chat.SendAdmission.Refused;
import dev.parley.chat.SendAdmission.Submit;
import dev.parley.chat.SendAdmission.UnderWay;
import dev.parley.chat.accounts.Account;
import dev.parley.chat.accounts.AccountChange.AccountRegistered;
import dev.parley.chat.accounts.ScramVerifier;
import dev.parley.chat.model.ChatLimits;
import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.MessageId;
import dev.parley.chat.model.Refusal.Code;
import dev.parley.chat.model.UserName;
import dev.parley.protocol.MemberId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SendAdmissionTest {
  private static final UserName FANG = UserName.of("fang");
  private static final UserName SHAO = UserName.of("shao");
  private static final UserName MEI = UserName.of("mei");
  private static final ClientStream STREAM = new ClientStream(FANG, "client");

  private final ChatState state = new ChatState();
  private final SendAdmission gate = new SendAdmission(state);

  SendAdmissionTest() {
    register(SHAO);
  }

  @Test
  void lets_a_message_pass_once_and_in_order() {
    assertThat(send("one", 1)).isInstanceOf(Submit.class);
    assertThat(send("two", 2)).isInstanceOf(Submit.class);
  }

  @Test
  void numbers_what_comes_without_a_number() {
    var first = (Submit) gate.onSend(STREAM, SHAO, "one", Optional.empty(), 0);
    var second = (Submit) gate.onSend(STREAM, SHAO, "two", Optional.empty(), 0);
    assertThat(first.event().mail().id().seq()).isEqualTo(1);
    assertThat(second.event().mail().id().seq()).isEqualTo(2);
  }

  @Test
  void recognises_a_resend_of_what_is_under_way_and_of_what_was_delivered() {
    deliver((Submit) send("one", 1));
    send("two", 2);
    assertThat(send("two", 2)).isEqualTo(new UnderWay(new MessageId(STREAM, 2)));
    var known = (Known) send("one", 1);
    assertThat(known.again().mail().id()).isEqualTo(new MessageId(STREAM, 1));
  }

  @Test
  void what_is_multicast_again_changes_no_state() {
    deliver((Submit) send("one", 1));
    deliver((Submit) send("two", 2));
    var before = state.snapshot();

    assertThat(state.apply(((Known) send("one", 1)).again())).isEmpty();

    assertThat(state.snapshot().mails()).isEqualTo(before.mails());
    assertThat(state.snapshot().streams()).isEqualTo(before.streams());
  }

  @Test
  void recognises_a_resend_of_what_was_shown_and_removed_long_ago() {
    for (int i = 1; i <= 10_000; i++) deliver((Submit) send("text " + i, i));
    state.apply(
        new ChatEvent.MailAcknowledged(
            SHAO, java.util.List.of(new ChatEvent.StreamMark(STREAM, 10_000))));
    assertThat(send("text 1", 1)).isInstanceOf(Known.class);
    assertThat(send("text 10000", 10_000)).isInstanceOf(Known.class);
  }

  @Test
  void refuses_a_number_that_is_used_for_another_text_or_receiver() {
    register(UserName.of("third"));
    deliver((Submit) send("one", 1));
    send("two", 2);
    assertThat(code(send("other", 1))).isEqualTo(Code.SEQ_REUSED);
    assertThat(code(send("other", 2))).isEqualTo(Code.SEQ_REUSED);
    assertThat(code(gate.onSend(STREAM, UserName.of("third"), "two", Optional.of(2L), 0)))
        .isEqualTo(Code.SEQ_REUSED);
  }

  @Test
  void refuses_a_gap_and_says_which_number_is_expected() {
    send("one", 1);
    var refused = (Refused) send("three", 3);
    assertThat(refused.refusal().code()).isEqualTo(Code.SEQ_GAP);
    assertThat(refused.refusal().expectedSeq()).isEqualTo(2);
  }

  @Test
  void refuses_an_unknown_receiver_and_an_invalid_text() {
    assertThat(code(gate.onSend(STREAM, UserName.of("nobody"), "hi", Optional.of(1L), 0)))
        .isEqualTo(Code.NO_SUCH_USER);
    assertThat(code(send("", 1))).isEqualTo(Code.TEXT_INVALID);
    assertThat(code(send("x".repeat(Mail.MAX_TEXT_BYTES + 1), 1))).isEqualTo(Code.TEXT_TOO_LONG);
    assertThat(send("x".repeat(Mail.MAX_TEXT_BYTES), 1)).isInstanceOf(Submit.class);
  }

  @Test
  void takes_no_text_that_a_server_of_before_would_not_read() {
    gate.onLongTextsRead(false);
    assertThat(code(send("x".repeat(4_097), 1))).isEqualTo(Code.TEXT_TOO_LONG);
    assertThat(code(send("\u00e9".repeat(2_049), 1))).isEqualTo(Code.TEXT_TOO_LONG);
    assertThat(send("x".repeat(4_096), 1)).isInstanceOf(Submit.class);
    gate.onLongTextsRead(true);
    assertThat(send("x".repeat(4_097), 2)).isInstanceOf(Submit.class);
  }

  @Test
  void refuses_what_a_full_mailbox_could_not_hold_counting_what_is_under_way() {
    int seq = 1;
    for (; seq <= ChatLimits.MAX_MAIL_PER_MAILBOX - 1; seq++) deliver((Submit) send("x", seq));
    assertThat(send("the last", seq)).isInstanceOf(Submit.class);
    assertThat(code(send("one too many", seq + 1))).isEqualTo(Code.MAILBOX_FULL);
  }

  @Test
  void refuses_more_of_one_sender_than_its_share_counting_what_is_under_way_and_nobody_elses() {
    var gate = gate(new MailShares(3, 0, 0));
    deliver(gate, (Submit) send(gate, STREAM, "a", 1));
    send(gate, STREAM, "b", 2);
    deliver(gate, (Submit) send(gate, new ClientStream(FANG, "another"), "c", 1));

    assertThat(code(send(gate, STREAM, "one too many", 3))).isEqualTo(Code.MAILBOX_FULL);
    assertThat(send(gate, new ClientStream(MEI, "c"), "of mei", 1)).isInstanceOf(Submit.class);
    assertThat(send(gate, STREAM, "b", 2)).isInstanceOf(UnderWay.class);
  }

  @Test
  void takes_more_of_one_sender_when_some_is_read() {
    var gate = gate(new MailShares(2, 0, 0));
    for (int i = 1; i <= 2; i++) deliver(gate, (Submit) send(gate, STREAM, "x", i));
    assertThat(code(send(gate, STREAM, "y", 3))).isEqualTo(Code.MAILBOX_FULL);
    state.apply(
        new ChatEvent.MailAcknowledged(
            SHAO, java.util.List.of(new ChatEvent.StreamMark(STREAM, 1))));

    assertThat(send(gate, STREAM, "y", 3)).isInstanceOf(Submit.class);
  }

  @Test
  void refuses_more_text_of_one_sender_than_its_share() {
    var gate = gate(new MailShares(0, 10, 0));
    deliver(gate, (Submit) send(gate, STREAM, "x".repeat(9), 1));

    assertThat(code(send(gate, STREAM, "xx", 2))).isEqualTo(Code.MAILBOX_FULL);
    assertThat(send(gate, STREAM, "x", 2)).isInstanceOf(Submit.class);
  }

  @Test
  void takes_more_of_a_sender_to_whom_the_receiver_has_written() {
    register(FANG);
    var gate = gate(new MailShares(3, 0, 2));
    for (int i = 1; i <= 2; i++) deliver(gate, (Submit) send(gate, STREAM, "x", i));
    assertThat(code(send(gate, STREAM, "y", 3))).isEqualTo(Code.MAILBOX_FULL);
    var answer = new ClientStream(SHAO, "c");
    deliver(gate, (Submit) gate.onSend(answer, FANG, "who are you?", Optional.of(1L), 0));

    deliver(gate, (Submit) send(gate, STREAM, "y", 3));
    assertThat(code(send(gate, STREAM, "z", 4))).isEqualTo(Code.MAILBOX_FULL);
  }

  @Test
  void takes_more_of_a_stranger_while_the_receiver_is_there() {
    var gate = gate(new MailShares(3, 0, 1));
    deliver(gate, (Submit) send(gate, STREAM, "x", 1));
    assertThat(code(send(gate, STREAM, "y", 2))).isEqualTo(Code.MAILBOX_FULL);

    state.apply(new SessionOpened(SHAO, new SessionId(new MemberId("n-1", 1), 1), 1));
    assertThat(send(gate, STREAM, "y", 2)).isInstanceOf(Submit.class);
  }

  private SendAdmission gate(MailShares shares) {
    return new SendAdmission(state, new MemoryRoom(state, MemoryRoom.UNLIMITED), shares);
  }

  private static Decision send(SendAdmission gate, ClientStream stream, String text, long seq) {
    return gate.onSend(stream, SHAO, text, Optional.of(seq), 0);
  }

  private void deliver(SendAdmission gate, Submit submit) {
    state.apply(submit.event());
    gate.onDelivered(submit.event().mail().id());
  }

  @Test
  void refuses_more_messages_under_way_than_the_multicast_can_hold() {
    for (int i = 0; i < ChatLimits.MAX_PENDING; i++) {
      var receiver = UserName.of("u" + i);
      register(receiver);
      assertThat(gate.onSend(STREAM, receiver, "x", Optional.empty(), 0))
          .isInstanceOf(Submit.class);
    }
    var refused = (Refused) gate.onSend(STREAM, SHAO, "x", Optional.empty(), 0);
    assertThat(refused.refusal().code()).isEqualTo(Code.RATE_LIMITED);
    assertThat(refused.refusal().retryAfterMs()).isPositive();
  }

  @Test
  void refuses_one_client_id_more_than_a_user_may_have() {
    for (int i = 0; i < ChatLimits.MAX_STREAMS_PER_USER; i++) {
      deliver((Submit) gate.onSend(new ClientStream(FANG, "c" + i), SHAO, "x", Optional.of(1L), 0));
    }
    assertThat(code(gate.onSend(new ClientStream(FANG, "new"), SHAO, "x", Optional.of(1L), 0)))
        .isEqualTo(Code.RATE_LIMITED);
    assertThat(gate.onSend(new ClientStream(FANG, "c0"), SHAO, "y", Optional.of(2L), 0))
        .isInstanceOf(Submit.class);
  }

  @Test
  void a_client_that_was_forgotten_goes_on_where_it_was_and_its_resends_are_known() {
    deliver((Submit) send("one", 1));
    deliver((Submit) send("two", 2));
    forget(STREAM, 2);
    assertThat(gate.highest(STREAM)).isEqualTo(2);
    assertThat(send("one", 1)).isInstanceOf(Known.class);
    deliver(((Known) send("two", 2)).again());
    assertThat(state.waiting(SHAO)).hasSize(2);
    assertThat(send("three", 3)).isInstanceOf(Submit.class);
  }

  @Test
  void one_that_was_forgotten_needs_room_among_those_in_use_as_a_new_one_does() {
    for (int i = 0; i <= ChatLimits.MAX_STREAMS_PER_USER; i++) {
      var stream = new ClientStream(FANG, "c" + i);
      deliver((Submit) gate.onSend(stream, SHAO, "x", Optional.of(1L), 1));
      if (i == 0) forget(stream, 1);
    }
    var first = new ClientStream(FANG, "c0");
    assertThat(code(gate.onSend(first, SHAO, "y", Optional.of(2L), 1)))
        .isEqualTo(Code.RATE_LIMITED);
    assertThat(retryAfterMs(first, 86_400_000)).isNegative();
    assertThat(retryAfterMs(first, 86_400_001)).isEqualTo(2 * ClientExpiry.CHECK_MS);
    assertThat(gate.onSend(first, SHAO, "x", Optional.of(1L), 1)).isInstanceOf(Known.class);
  }

  @Test
  void promises_no_room_where_it_is_not_known_when_an_id_was_used() {
    for (int i = 0; i < ChatLimits.MAX_STREAMS_PER_USER; i++) {
      var stream = new ClientStream(FANG, "c" + i);
      deliver((Submit) gate.onSend(stream, SHAO, "x", Optional.of(1L), i == 0 ? 0 : 5_000));
    }
    assertThat(retryAfterMs(new ClientStream(FANG, "new"), 86_400_000)).isNegative();
    state.onSeen(new ClientStream(FANG, "c0"), 6_000);
    assertThat(retryAfterMs(new ClientStream(FANG, "new"), 5_999 + 86_400_000)).isPositive();
  }

  @Test
  void promises_no_room_where_no_more_numbers_of_forgotten_ids_can_be_remembered() {
    for (int i = 0; i < ChatLimits.MAX_FORGOTTEN_PER_USER; i++) {
      var stream = new ClientStream(FANG, "old" + i);
      state.apply(new ChatEvent.MailSent(mail(stream)));
      forget(stream, 1);
    }
    for (int i = 0; i < ChatLimits.MAX_STREAMS_PER_USER; i++)
      state.apply(new ChatEvent.MailSent(mail(new ClientStream(FANG, "c" + i))));
    var next = new ClientStream(FANG, "new");
    assertThat(retryAfterMs(next, ClientExpiry.REMEMBERED_MS)).isNegative();
    assertThat(retryAfterMs(next, 1 + ClientExpiry.REMEMBERED_MS)).isPositive();
  }

  /** To somebody whose mailbox is not the question. */
  private static Mail mail(ClientStream stream) {
    return new Mail(new MessageId(stream, 1), UserName.of("mei"), "x", 1, 1);
  }

  private long retryAfterMs(ClientStream stream, long wallMs) {
    var refused = (Refused) gate.onSend(stream, SHAO, "y", Optional.empty(), wallMs);
    assertThat(refused.refusal().code()).isEqualTo(Code.RATE_LIMITED);
    return refused.refusal().retryAfterMs();
  }

  private void forget(ClientStream stream, long upTo) {
    var forgotten = new ChatEvent.ForgottenStream(stream, upTo, 1, state.claim(stream.sender()));
    state.apply(new ChatEvent.StreamsForgotten(List.of(forgotten)));
  }

  private void deliver(ChatEvent.MailSent event) {
    state.apply(event);
  }

  @Test
  void counts_client_ids_whose_first_message_is_under_way() {
    for (int i = 0; i < ChatLimits.MAX_STREAMS_PER_USER; i++) {
      gate.onSend(new ClientStream(FANG, "c" + i), SHAO, "x", Optional.of(1L), 0);
    }
    assertThat(code(gate.onSend(new ClientStream(FANG, "new"), SHAO, "x", Optional.of(1L), 0)))
        .isEqualTo(Code.RATE_LIMITED);
    var ofNode = ClientStream.ofNode(FANG, new MemberId("n-1", 1));
    assertThat(gate.onSend(ofNode, SHAO, "x", Optional.empty(), 0))
        .as("the server's own numbering is not the user's doing")
        .isInstanceOf(Submit.class);
  }

  @Test
  void a_blocked_sender_is_refused_as_one_whose_share_of_the_mailbox_is_full() {
    register(FANG);
    var room = new MemoryRoom(state, MemoryRoom.UNLIMITED);
    var shared = new SendAdmission(state, room, new MailShares(1, 0, 0));
    deliver((Submit) send("before", 1));
    var full = (Refused) shared.onSend(STREAM, SHAO, "x", Optional.of(2L), 0);
    state.apply(new ChatEvent.MailAcknowledged(SHAO, List.of(new ChatEvent.StreamMark(STREAM, 1))));
    assertThat(send("y", 2)).isInstanceOf(Submit.class);

    block(SHAO, FANG);
    var blocked = (Refused) shared.onSend(STREAM, SHAO, "x", Optional.of(2L), 0);
    assertThat(blocked.refusal()).isEqualTo(full.refusal());
    assertThat(full.refusal().code()).isEqualTo(Code.MAILBOX_FULL);
    assertThat(send("before", 1)).as("accepted before the block").isInstanceOf(Known.class);
    assertThat(code(gate.onSend(STREAM, SHAO, "x", Optional.of(4L), 0))).isEqualTo(Code.SEQ_GAP);
  }

  @Test
  void whoever_blocks_a_user_cannot_write_to_them_before_unblocking() {
    register(FANG);
    deliver((Submit) send("before", 1));
    block(FANG, SHAO);
    assertThat(code(send("x", 2))).isEqualTo(Code.BLOCKED);
    assertThat(send("before", 1)).as("accepted before the block").isInstanceOf(Known.class);
  }

  private void block(UserName owner, UserName name) {
    var change = new ChatEvent.BlockChange(name, true, state.claim(name));
    state.apply(
        new ChatEvent.BlocksChanged(
            owner, state.claim(owner), state.nextLamport(), false, List.of(change)));
  }

  @Test
  void refuses_numbers_below_1_and_a_clients_numbers_in_a_servers_stream() {
    assertThat(code(send("zero", 0))).isEqualTo(Code.MALFORMED);
    assertThat(code(send("minus", -1))).isEqualTo(Code.MALFORMED);
    var ofNode = ClientStream.ofNode(FANG, new MemberId("n-1", 1));
    assertThat(code(gate.onSend(ofNode, SHAO, "x", Optional.of(1L), 0))).isEqualTo(Code.MALFORMED);
  }

  @Test
  void refuses_more_bytes_than_a_mailbox_holds_counting_what_is_under_way() {
    var large = "x".repeat(Mail.MAX_TEXT_BYTES);
    int fitting = (int) (ChatLimits.MAX_MAILBOX_BYTES / Mail.MAX_TEXT_BYTES);
    for (int seq = 1; seq < fitting; seq++) {
      var submit = (Submit) send(large, seq);
      if (seq % 2 == 0) deliver(submit);
    }
    assertThat(send(large.substring(1), fitting)).isInstanceOf(Submit.class);
    assertThat(code(send("xx", fitting + 1))).isEqualTo(Code.MAILBOX_FULL);
    assertThat(send("x", fitting + 1)).isInstanceOf(Submit.class);
  }

  @Test
  void gives_every_message_a_larger_lamport_time_than_those_before() {
    var first = ((Submit) send("one", 1)).event().mail();
    var other = new ClientStream(FANG, "other client");
    var second = ((Submit) gate.onSend(other, SHAO, "two", Optional.of(1L), 0)).event().mail();
    assertThat(second.lamport()).isGreaterThan(first.lamport());
  }

  @Test
  void keeps_what_was_not_delivered_in_the_order_of_the_stream() {
    send("one", 1);
    deliver((Submit) send("two", 2));
    send("three", 3);
    assertThat(gate.pending())
        .extracting(event -> event.mail().text())
        .containsExactly("one", "three");
  }

  private Decision send(String text, long seq) {
    return gate.onSend(STREAM, SHAO, text, Optional.of(seq), 0);
  }

  private void deliver(Submit submit) {
    MailSent event = submit.event();
    state.apply(event);
    gate.onDelivered(event.mail().id());
  }

  private void register(UserName name) {
    state.apply(
        new AccountRegistered(Account.register(name, new ScramVerifier("s", 1, "k", "v"), 1)));
  }

  private static Code code(Decision decision) {
    return ((Refused) decision).refusal().code();
  }
}
