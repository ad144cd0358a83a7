package dev.parley.chat.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.ChatState;
import dev.parley.chat.SendAdmission;
import dev.parley.protocol.MemberId;
import org.junit.jupiter.api.Test;

class DeliveryReceiptTest {
  private static final UserName FANG = UserName.of("fang");
  private static final UserName SHAO = UserName.of("shao");
  private static final MemberId NODE = new MemberId("n-a", 1);
  private static final MessageId SHOWN = new MessageId(new ClientStream(FANG, "phone of fang"), 7);

  private final ChatState state = new ChatState();
  private final SendAdmission gate = new SendAdmission(state);

  @Test
  void is_mail_of_the_receiver_to_the_sender_that_says_which_message_was_shown() {
    var receipt = gate.onShown(shown(), NODE, 5).orElseThrow().mail();

    assertThat(receipt.from()).isEqualTo(SHAO);
    assertThat(receipt.to()).isEqualTo(FANG);
    assertThat(DeliveryReceipt.is(receipt)).isTrue();
    assertThat(DeliveryReceipt.is(receipt.id())).isTrue();
    assertThat(DeliveryReceipt.shown(receipt))
        .contains(new DeliveryReceipt.Shown(SHOWN, shown().uuid()));
    assertThat(gate.onShown(shown(), NODE, 5).orElseThrow().mail().id().seq()).isEqualTo(2);
  }

  @Test
  void no_person_can_write_one() {
    var text = DeliveryReceipt.text(shown());
    assertThat(TextRules.checkText(text)).isPresent();
    assertThat(DeliveryReceipt.is(new Mail(SHOWN, SHAO, "hello", 0, 1))).isFalse();
    assertThat(DeliveryReceipt.is(SHOWN)).isFalse();
  }

  @Test
  void receipts_leave_room_for_mail() {
    for (int i = 0; i < DeliveryReceipt.MAX_WAITING; i++)
      state.apply(gate.onShown(shown(), NODE, 5).orElseThrow());

    assertThat(gate.onShown(shown(), NODE, 5)).isEmpty();
    assertThat(
            state.hasRoom(FANG, ChatLimits.MAX_MAIL_PER_MAILBOX - DeliveryReceipt.MAX_WAITING, 0))
        .isTrue();
  }

  @Test
  void a_text_that_is_none_says_nothing() {
    for (var text :
        new String[] {"", "x", "\u0006", "\u00067", "\u00067 ", "\u0006x c", "\u00060 c"})
      assertThat(DeliveryReceipt.shown(new Mail(SHOWN, FANG, text, 0, 1))).as("%s", text).isEmpty();
    for (var client : new String[] {"c".repeat(129), "\u0000", "\ud800"})
      assertThat(DeliveryReceipt.shown(new Mail(SHOWN, FANG, "\u00061 " + client, 0, 1))).isEmpty();
  }

  private static Mail shown() {
    return new Mail(SHOWN, SHAO, "hello", 0, 1);
  }
}
