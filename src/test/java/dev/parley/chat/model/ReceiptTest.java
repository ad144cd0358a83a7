package dev.parley.chat.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.ChatState;
import dev.parley.chat.SendGate;
import dev.parley.protocol.MemberId;
import org.junit.jupiter.api.Test;

class ReceiptTest {
  private static final UserName FANG = UserName.of("fang");
  private static final UserName SHAO = UserName.of("shao");
  private static final MemberId NODE = new MemberId("n-a", 1);
  private static final MessageId SHOWN = new MessageId(new Stream(FANG, "phone of fang"), 7);

  private final ChatState state = new ChatState();
  private final SendGate gate = new SendGate(state);

  @Test
  void is_mail_of_the_receiver_to_the_sender_that_says_which_message_was_shown() {
    var receipt = gate.onShown(shown(), NODE, 5).orElseThrow().mail();

    assertThat(receipt.from()).isEqualTo(SHAO);
    assertThat(receipt.to()).isEqualTo(FANG);
    assertThat(Receipt.is(receipt)).isTrue();
    assertThat(Receipt.is(receipt.id())).isTrue();
    assertThat(Receipt.shown(receipt)).contains(new Receipt.Shown(SHOWN, shown().uuid()));
    assertThat(gate.onShown(shown(), NODE, 5).orElseThrow().mail().id().seq()).isEqualTo(2);
  }

  @Test
  void no_person_can_write_one() {
    var text = Receipt.text(shown());
    assertThat(TextRules.checkText(text)).isPresent();
    assertThat(Receipt.is(new Mail(SHOWN, SHAO, "hello", 0, 1))).isFalse();
    assertThat(Receipt.is(SHOWN)).isFalse();
  }

  @Test
  void receipts_leave_room_for_mail() {
    for (int i = 0; i < Receipt.MAX_WAITING; i++)
      state.apply(gate.onShown(shown(), NODE, 5).orElseThrow());

    assertThat(gate.onShown(shown(), NODE, 5)).isEmpty();
    assertThat(state.hasRoom(FANG, ChatLimits.MAX_MAIL_PER_MAILBOX - Receipt.MAX_WAITING, 0))
        .isTrue();
  }

  @Test
  void a_text_that_is_none_says_nothing() {
    for (var text :
        new String[] {"", "x", "\u0006", "\u00067", "\u00067 ", "\u0006x c", "\u00060 c"})
      assertThat(Receipt.shown(new Mail(SHOWN, FANG, text, 0, 1))).as("%s", text).isEmpty();
    for (var client : new String[] {"c".repeat(129), "\u0000", "\ud800"})
      assertThat(Receipt.shown(new Mail(SHOWN, FANG, "\u00061 " + client, 0, 1))).isEmpty();
  }

  private static Mail shown() {
    return new Mail(SHOWN, SHAO, "hello", 0, 1);
  }
}
