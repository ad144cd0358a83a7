package dev.parley.chat.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.ChatEvent;
import dev.parley.chat.ChatState;
import dev.parley.chat.SendAdmission;
import dev.parley.chat.accounts.Account;
import dev.parley.chat.accounts.AccountChange;
import dev.parley.chat.accounts.ScramVerifier;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The id that clients remember. */
class MailIdTest {
  private static final UserName SHAO = UserName.of("shao");
  private static final MessageId ID =
      new MessageId(new ClientStream(UserName.of("Fang"), "bot"), 5);
  private static final ClaimPair PARTIES = new ClaimPair(7, 8);
  private static final Mail MAIL = new Mail(ID, SHAO, "hello", 1, 2, PARTIES);

  @Test
  void a_copy_that_is_sent_through_another_server_has_the_same() {
    assertThat(new Mail(ID, SHAO, "hello", 100, 200, PARTIES).uuid()).isEqualTo(MAIL.uuid());
  }

  @Test
  void another_text_or_receiver_or_sender_under_the_same_number_has_another() {
    assertThat(new Mail(ID, SHAO, "hello!", 1, 2, PARTIES).uuid()).isNotEqualTo(MAIL.uuid());
    assertThat(new Mail(ID, UserName.of("lin"), "hello", 1, 2, PARTIES).uuid())
        .isNotEqualTo(MAIL.uuid());
    assertThat(new Mail(ID, SHAO, "hello", 1, 2, new ClaimPair(9, 8)).uuid())
        .isNotEqualTo(MAIL.uuid());
  }

  @Test
  void mail_that_an_earlier_version_accepted_keeps_the_one_that_its_reader_may_remember() {
    var before = UUID.nameUUIDFromBytes("fang\nbot\n5".getBytes(StandardCharsets.UTF_8));
    assertThat(new Mail(ID, SHAO, "hello", 1, 2).uuid()).isEqualTo(before);
  }

  @Test
  void a_resend_of_mail_that_an_earlier_version_accepted_is_answered_with_the_same() {
    var state = new ChatState();
    var account = Account.register(ID.stream().sender(), new ScramVerifier("a", 1, "k", "v"), 1);
    state.apply(new AccountChange.AccountRegistered(account));
    state.apply(
        new AccountChange.AccountRegistered(
            Account.register(SHAO, new ScramVerifier("b", 1, "k", "v"), 1)));
    var first = new MessageId(ID.stream(), 1);
    var before = new Mail(first, SHAO, "hello", 1, 2);
    state.apply(new ChatEvent.MailSent(before));

    var again =
        new SendAdmission(state).onSend(ID.stream(), SHAO, "hello", java.util.Optional.of(1L), 3);

    assertThat(((SendAdmission.Known) again).again().mail().uuid()).isEqualTo(before.uuid());
  }
}
