package dev.parley.chat.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SearchWordsTest {
  @Test
  void a_text_has_them_if_each_begins_one_of_its_words() {
    assertThat(are("meet", "The meeting is at nine.")).isTrue();
    assertThat(are("NINE meet", "The meeting is at nine.")).isTrue();
    assertThat(are("eeting", "The meeting is at nine.")).isFalse();
    assertThat(are("meet ten", "The meeting is at nine.")).isFalse();
    assertThat(are("4711", "room 47110")).isTrue();
    assertThat(are("a-b", "b, then a")).isTrue();
  }

  @Test
  void accents_case_and_width_do_not_matter() {
    assertThat(are("uber", "\u00dcBER den Wolken")).isTrue();
    assertThat(are("\u00fcber", "Ueber, uber")).isTrue();
    assertThat(are("cafe\u0301", "un caf\u00e9")).isTrue();
    assertThat(are("abc", "\uff21\uff22\uff23")).isTrue();
    assertThat(are("\u043c\u043e\u0441", "\u041c\u041e\u0421\u041a\u0412\u0410")).isTrue();
  }

  @Test
  void characters_that_are_written_without_blanks_are_a_word_each() {
    assertThat(are("\u5f00\u4f1a", "\u6211\u4eec\u660e\u5929\u5f00\u4f1a\u3002")).isTrue();
    assertThat(are("\u4f11\u4f1a", "\u6211\u4eec\u660e\u5929\u5f00\u4f1a")).isFalse();
    assertThat(are("abc", "\u5f00abc\u4f1a")).isTrue();
  }

  @Test
  void nothing_can_be_looked_for_without_a_word_or_with_more_than_ten() {
    for (var text : List.of("", "   ", "...", "'\" * ; --", "\ud83d\ude00"))
      assertThat(SearchWords.of(text)).as(text).isEmpty();
    var ten = IntStream.range(0, 10).mapToObj(i -> "w" + i).collect(Collectors.joining(" "));
    assertThat(SearchWords.of(ten + " w9 w9")).isPresent();
    assertThat(SearchWords.of(ten + " w10")).isEmpty();
  }

  @Test
  void half_a_character_is_no_fault() {
    assertThat(are("a", "\ud800 a \udc00")).isTrue();
    assertThat(SearchWords.of("\ud800")).isEmpty();
  }

  private static boolean are(String words, String text) {
    return SearchWords.of(words).orElseThrow().areIn(text);
  }
}
