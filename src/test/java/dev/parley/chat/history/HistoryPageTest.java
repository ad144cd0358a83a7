package dev.parley.chat.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.chat.model.ClaimPair;
import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.MessageId;
import dev.parley.chat.model.UserName;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HistoryPageTest {
  private static final UserName FANG = UserName.of("Fang");
  private static final UserName SHAO = UserName.of("shao");
  private static final ClaimPair PARTIES = new ClaimPair(5, 6);
  private static final Conversation CONVERSATION = Conversation.between(SHAO, 6, FANG, 5);

  @Test
  void a_conversation_has_both_directions_and_says_who_wrote_to_whom() {
    var answer =
        new Mail(new MessageId(new ClientStream(SHAO, "c"), 1), FANG, "x", 1, 1, swapped());
    assertThat(Conversation.of(mail(1, 1))).isEqualTo(CONVERSATION);
    assertThat(Conversation.of(answer)).isEqualTo(CONVERSATION);
    assertThat(CONVERSATION.receiverOf(SHAO)).isEqualTo(FANG);
    assertThat(CONVERSATION.partiesOf(SHAO)).isEqualTo(swapped());
    assertThat(CONVERSATION.partiesOf(FANG)).isEqualTo(PARTIES);
  }

  private static ClaimPair swapped() {
    return new ClaimPair(PARTIES.receiver(), PARTIES.sender());
  }

  @Test
  void a_conversation_with_oneself_is_one() {
    var self = Conversation.between(FANG, 5, FANG, 5);
    assertThat(self.receiverOf(FANG)).isEqualTo(FANG);
    assertThat(self.partiesOf(FANG)).isEqualTo(new ClaimPair(5, 5));
  }

  @Test
  void a_page_is_the_last_messages_before_a_position_or_the_first_after_one() {
    var all = IntStream.rangeClosed(1, 9).mapToObj(i -> mail(i, 10L * i)).toList();
    assertThat(page(HistoryQuery.last(CONVERSATION, 3), all)).isEqualTo(of(all, 6, 9, true));
    assertThat(page(HistoryQuery.before(CONVERSATION, at(all, 2), 2), all))
        .isEqualTo(of(all, 0, 2, false));
    assertThat(page(HistoryQuery.before(CONVERSATION, at(all, 3), 2), all))
        .isEqualTo(of(all, 1, 3, true));
    assertThat(page(HistoryQuery.after(CONVERSATION, at(all, 5), 2), all))
        .isEqualTo(of(all, 6, 8, true));
    assertThat(page(HistoryQuery.after(CONVERSATION, at(all, 6), 2), all))
        .isEqualTo(of(all, 7, 9, false));
    assertThat(page(HistoryQuery.after(CONVERSATION, at(all, 8), 2), all))
        .isEqualTo(HistoryPage.EMPTY);
  }

  @Test
  void what_was_found_twice_is_in_a_page_once_with_its_smaller_copy() {
    var early = mail(1, 10);
    var late = mail(1, 30);
    var between = mail(2, 20);
    var page = page(HistoryQuery.last(CONVERSATION, 2), List.of(late, between, early, between));
    assertThat(page).isEqualTo(new HistoryPage(List.of(early, between), false));
  }

  @Test
  void a_page_has_1_to_200_messages() {
    assertThat(HistoryQuery.last(CONVERSATION, 200).limit()).isEqualTo(200);
    for (int limit : new int[] {0, 201})
      assertThatThrownBy(() -> HistoryQuery.last(CONVERSATION, limit))
          .isInstanceOf(IllegalArgumentException.class);
  }

  private static HistoryPage page(HistoryQuery query, List<Mail> found) {
    return HistoryPage.of(query, found);
  }

  private static HistoryPage of(List<Mail> all, int from, int to, boolean more) {
    return new HistoryPage(all.subList(from, to), more);
  }

  private static HistoryPosition at(List<Mail> all, int index) {
    return HistoryPosition.of(all.get(index));
  }

  private static Mail mail(long seq, long lamport) {
    var id = new MessageId(new ClientStream(FANG, "c"), seq);
    return new Mail(id, SHAO, "text", seq, lamport, PARTIES);
  }
}
