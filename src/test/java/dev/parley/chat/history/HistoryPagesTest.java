package dev.parley.chat.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.chat.history.HistoryRequest.Place;
import dev.parley.chat.history.HistoryRequest.SentAt;
import dev.parley.chat.history.HistoryRequest.Side;
import dev.parley.chat.model.ClaimPair;
import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.MessageId;
import dev.parley.chat.model.UserName;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HistoryPagesTest {
  private static final UserName FANG = UserName.of("fang");
  private static final UserName SHAO = UserName.of("shao");
  private static final Conversation CONVERSATION = Conversation.between(FANG, 5, SHAO, 6);

  /** Nine messages, at 10, 20 … 90. */
  private final List<Mail> all =
      new ArrayList<>(IntStream.rangeClosed(1, 9).mapToObj(i -> mail(i, 10L * i)).toList());

  private final HistoryPages pages = new HistoryPages(query -> HistoryPage.of(query, all));

  @Test
  void without_a_place_the_last_messages_are_found() {
    assertThat(find(Optional.empty(), 3)).isEqualTo(found(6, 9, true, false));
    assertThat(find(Optional.empty(), 9)).isEqualTo(found(0, 9, false, false));
  }

  @Test
  void a_message_is_in_no_page_before_or_after_itself() {
    assertThat(find(Side.BEFORE, all.get(4), 2)).isEqualTo(found(2, 4, true, false));
    assertThat(find(Side.AFTER, all.get(4), 2)).isEqualTo(found(5, 7, true, false));
    assertThat(find(Side.BEFORE, all.get(0), 2)).isEqualTo(found(0, 0, false, false));
  }

  @Test
  void a_page_around_a_message_has_it_in_the_middle_and_says_whether_there_is_more_on_each_side() {
    assertThat(find(Side.AROUND, all.get(4), 5)).isEqualTo(found(2, 7, true, true));
    assertThat(find(Side.AROUND, all.get(4), 1)).isEqualTo(found(4, 5, true, true));
    assertThat(find(Side.AROUND, all.get(4), 2)).isEqualTo(found(4, 6, true, true));
    assertThat(find(Side.AROUND, all.get(0), 20)).isEqualTo(found(0, 9, false, false));
  }

  @Test
  void a_mark_whose_message_is_gone_stands_for_its_time() {
    var gone = all.remove(4);
    assertThat(find(Side.BEFORE, gone, 2)).isEqualTo(found(2, 4, true, false));
    assertThat(find(Side.AFTER, gone, 2)).isEqualTo(found(4, 6, true, false));
    assertThat(find(Side.AROUND, gone, 4)).isEqualTo(found(3, 7, true, true));
  }

  @Test
  void a_mark_that_was_never_given_makes_pages_of_the_same_conversation() {
    for (long lamport : new long[] {0, 45, Long.MAX_VALUE}) {
      var made = new HistoryMark(lamport, new UUID(1, 2));
      for (var side : Side.values())
        assertThat(find(Optional.of(new Place(side, made)), 200).messages())
            .as("%s of %s", side, lamport)
            .isSubsetOf(all);
    }
  }

  @Test
  void a_mark_of_a_message_that_is_not_there_leaves_out_nothing_of_its_time() {
    var twin = new Mail(new MessageId(new ClientStream(SHAO, "c"), 1), FANG, "x", 1, 50, swapped());
    assertThat(find(Side.BEFORE, twin, 1)).isEqualTo(found(4, 5, true, false));
    assertThat(find(Side.AFTER, twin, 1)).isEqualTo(found(4, 5, true, false));
  }

  @Test
  void beside_a_moment_is_what_was_sent_before_or_after_it() {
    assertThat(find(Side.BEFORE, 5, 2)).isEqualTo(found(2, 4, true, false));
    assertThat(find(Side.AFTER, 5, 2)).isEqualTo(found(5, 7, true, false));
    assertThat(find(Side.AROUND, 5, 3)).isEqualTo(found(3, 6, true, true));
  }

  @Test
  void a_moment_before_or_after_all_messages_has_none_or_all_on_its_sides() {
    for (long early : new long[] {Long.MIN_VALUE, 0}) {
      assertThat(find(Side.BEFORE, early, 200)).isEqualTo(found(0, 0, false, false));
      assertThat(find(Side.AFTER, early, 200)).isEqualTo(found(0, 9, false, false));
    }
    for (long late : new long[] {10, Long.MAX_VALUE}) {
      assertThat(find(Side.BEFORE, late, 200)).isEqualTo(found(0, 9, false, false));
      assertThat(find(Side.AFTER, late, 200)).isEqualTo(found(9, 9, false, false));
    }
    all.clear();
    for (var side : Side.values())
      assertThat(find(side, 5, 200)).isEqualTo(found(0, 0, false, false));
  }

  @Test
  void a_moment_is_found_by_halving_in_64_questions_however_long_the_conversation_is() {
    all.add(mail(10, 1L << 62));
    var asked = new ArrayList<HistoryQuery>();
    var counted =
        new HistoryPages(
            query -> {
              asked.add(query);
              return HistoryPage.of(query, all);
            });
    var place = Optional.of(new Place(Side.BEFORE, new SentAt(10)));
    var found = counted.find(new HistoryRequest(CONVERSATION, place, 3));
    assertThat(found).isEqualTo(found(6, 9, true, false));
    assertThat(asked).hasSizeLessThan(2 + 64 + 2);
  }

  @Test
  void of_messages_of_one_time_the_marked_one_is_found() {
    var twin = new Mail(new MessageId(new ClientStream(SHAO, "c"), 1), FANG, "x", 1, 50, swapped());
    all.add(5, twin);
    assertThat(find(Side.BEFORE, twin, 1)).isEqualTo(found(4, 5, true, false));
    assertThat(find(Side.AFTER, twin, 1)).isEqualTo(found(6, 7, true, false));
    assertThat(find(Side.AROUND, twin, 3)).isEqualTo(found(4, 7, true, true));
  }

  @Test
  void a_page_has_at_most_256_kib_of_text_and_always_a_message() {
    var long64 = "x".repeat(4_096);
    var many = IntStream.rangeClosed(1, 70).mapToObj(i -> mail(i, i, long64)).toList();
    var last = HistoryPage.of(HistoryQuery.last(CONVERSATION, 200), many);
    assertThat(last).isEqualTo(new HistoryPage(many.subList(6, 70), true));
    var first = HistoryQuery.after(CONVERSATION, HistoryPosition.at(0), 200);
    assertThat(HistoryPage.of(first, many)).isEqualTo(new HistoryPage(many.subList(0, 64), true));
    var fits = HistoryPage.of(HistoryQuery.last(CONVERSATION, 200), many.subList(0, 64));
    assertThat(fits).isEqualTo(new HistoryPage(many.subList(0, 64), false));
  }

  @Test
  void a_mark_is_read_from_its_own_text_only() {
    var mark = HistoryMark.of(all.get(0));
    assertThat(HistoryMark.parse(mark.toString())).contains(mark);
    assertThat(mark.isOf(all.get(0))).isTrue();
    assertThat(mark.isOf(all.get(1))).isFalse();
    var uuid = mark.message().toString();
    for (var text :
        List.of(
            "",
            ".",
            uuid,
            "." + uuid,
            "a",
            "+a." + uuid,
            "-a." + uuid,
            "A." + uuid,
            "0a." + uuid,
            "a." + uuid + "0",
            "a.1-2-3-4-5",
            "a b." + uuid,
            "zzzzzzzzzzzzzz." + uuid,
            "a." + uuid.toUpperCase(Locale.ROOT).replace('A', 'B'),
            "a." + " ".repeat(36))) assertThat(HistoryMark.parse(text)).as("'%s'", text).isEmpty();
  }

  @Test
  void a_request_is_for_1_to_200_messages() {
    for (int limit : new int[] {0, 201})
      assertThatThrownBy(() -> new HistoryRequest(CONVERSATION, Optional.empty(), limit))
          .isInstanceOf(IllegalArgumentException.class);
  }

  private FoundHistory find(Side side, Mail mail, int limit) {
    return find(Optional.of(new Place(side, HistoryMark.of(mail))), limit);
  }

  private FoundHistory find(Side side, long sentAtMs, int limit) {
    return find(Optional.of(new Place(side, new SentAt(sentAtMs))), limit);
  }

  private FoundHistory find(Optional<Place> place, int limit) {
    return pages.find(new HistoryRequest(CONVERSATION, place, limit));
  }

  private FoundHistory found(int from, int to, boolean hasMore, boolean hasLater) {
    return new FoundHistory(all.subList(from, to), hasMore, hasLater, true);
  }

  private static ClaimPair swapped() {
    return new ClaimPair(6, 5);
  }

  private static Mail mail(long seq, long lamport) {
    return mail(seq, lamport, "text");
  }

  private static Mail mail(long seq, long lamport, String text) {
    var id = new MessageId(new ClientStream(FANG, "c"), seq);
    return new Mail(id, SHAO, text, seq, lamport, new ClaimPair(5, 6));
  }
}
