package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.parley.chat.Watchers.Telling;
import dev.parley.chat.model.UserName;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WatchersTest {
  private static final UserName FANG = UserName.of("fang");
  private static final UserName SHAO = UserName.of("shao");

  private final Watchers<String> watchers = new Watchers<>();

  WatchersTest() {
    watchers.onOpened("of fang");
    watchers.onOpened("of shao");
  }

  @Test
  void everybody_is_told_of_everybody_while_few_are_online() {
    fill(Watchers.EVERYBODY_UP_TO - 1);
    assertThat(watchers.onChange(FANG, true))
        .containsExactly(new Telling<>(FANG, true, List.of("of fang", "of shao")));
    assertThat(watchers.isNotified("of shao", FANG)).isTrue();
  }

  @Test
  void nobody_is_told_of_the_next_one_who_does_not_watch_them() {
    fill(Watchers.EVERYBODY_UP_TO);
    assertThat(watchers.onChange(FANG, true)).containsExactly(new Telling<>(FANG, true, List.of()));
    assertThat(watchers.isNotified("of shao", FANG)).isFalse();
    assertThat(watchers.online()).contains(FANG).hasSize(Watchers.EVERYBODY_UP_TO + 1);
  }

  @Test
  void many_sessions_count_as_many_users_before_their_logins_are_known() {
    for (int i = 2; i < Watchers.EVERYBODY_UP_TO; i++) watchers.onOpened("session " + i);
    assertThat(watchers.onChange(FANG, true).get(0).sessions()).hasSize(Watchers.EVERYBODY_UP_TO);
    watchers.onOpened("one more");
    assertThat(watchers.onChange(SHAO, true)).containsExactly(new Telling<>(SHAO, true, List.of()));

    watchers.onClosed("one more");
    watchers.onClosed("session 2");
    assertThat(watchers.onChange(FANG, false))
        .extracting(Telling::name, telling -> telling.sessions().size())
        .as("what all of them missed")
        .contains(tuple(SHAO, Watchers.EVERYBODY_UP_TO - 1));
  }

  @Test
  void who_has_a_conversation_with_a_user_is_told_of_them() {
    fillUp();
    watchers.onConversation("of shao", FANG);
    assertThat(told(FANG, true)).containsExactly("of shao");
    assertThat(told(FANG, false)).containsExactly("of shao");
    assertThat(told(SHAO, true)).isEmpty();
  }

  @Test
  void who_asks_to_watch_a_user_is_told_of_them_until_they_ask_for_the_end() {
    fillUp();
    assertThat(watchers.watch("of shao", List.of(FANG))).isTrue();
    assertThat(told(FANG, true)).containsExactly("of shao");
    watchers.unwatch("of shao", List.of(UserName.of("FANG")));
    assertThat(told(FANG, false)).isEmpty();
  }

  @Test
  void who_watches_a_user_no_more_and_talks_to_them_is_told_of_them() {
    fillUp();
    watchers.watch("of shao", List.of(FANG));
    watchers.onConversation("of shao", FANG);
    watchers.unwatch("of shao", List.of(FANG));
    assertThat(told(FANG, true)).containsExactly("of shao");
  }

  @Test
  void a_session_that_is_closed_is_told_of_nobody() {
    fillUp();
    watchers.watch("of shao", List.of(FANG));
    watchers.onConversation("of shao", SHAO);
    watchers.onClosed("of shao");
    assertThat(told(FANG, true)).isEmpty();
    assertThat(told(SHAO, true)).isEmpty();
    watchers.onConversation("of shao", FANG);
    assertThat(watchers.watch("of shao", List.of(FANG))).isFalse();
    watchers.unwatch("of shao", List.of(FANG));
    assertThat(told(FANG, false)).isEmpty();
  }

  @Test
  void a_session_watches_as_many_as_the_limit_allows_and_not_one_more() {
    fillUp();
    assertThat(watchers.watch("of shao", names("w", Watchers.MAX_WATCHED))).isTrue();
    assertThat(watchers.watch("of shao", names("w", 1))).as("one of them again").isTrue();
    assertThat(watchers.watch("of shao", List.of(UserName.of("w0"), FANG))).isFalse();
    assertThat(told(FANG, true)).isEmpty();
    watchers.unwatch("of shao", names("w", 1));
    assertThat(watchers.watch("of shao", List.of(FANG))).isTrue();
    assertThat(told(FANG, false)).containsExactly("of shao");
  }

  @Test
  void the_conversation_that_rested_for_longest_makes_room_for_one_more() {
    fillUp();
    watchers.onConversation("of shao", FANG);
    watchers.onConversation("of shao", SHAO);
    for (var name : names("c", Watchers.MAX_CORRESPONDENTS - 2))
      watchers.onConversation("of shao", name);
    watchers.onConversation("of shao", FANG);
    assertThat(told(SHAO, true)).containsExactly("of shao");
    watchers.onConversation("of shao", UserName.of("one-more"));
    assertThat(told(SHAO, false)).isEmpty();
    assertThat(told(FANG, true)).containsExactly("of shao");
  }

  @Test
  void a_user_who_is_watched_stays_so_when_their_conversation_makes_room() {
    fillUp();
    watchers.watch("of shao", List.of(FANG));
    watchers.onConversation("of shao", FANG);
    for (var name : names("c", Watchers.MAX_CORRESPONDENTS))
      watchers.onConversation("of shao", name);
    assertThat(told(FANG, true)).containsExactly("of shao");
  }

  @Test
  void all_are_told_what_they_missed_when_few_are_online_again() {
    fill(Watchers.EVERYBODY_UP_TO - 1);
    watchers.onChange(FANG, true);
    watchers.onChange(SHAO, true); // one too many
    watchers.watch("of shao", List.of(FANG, SHAO));
    assertThat(told(UserName.of("late"), true)).isEmpty();
    assertThat(told(FANG, false)).containsExactly("of shao");

    assertThat(watchers.onChange(SHAO, false))
        .containsExactly(
            new Telling<>(SHAO, false, List.of("of shao")),
            new Telling<>(FANG, false, List.of("of fang")),
            new Telling<>(UserName.of("late"), true, List.of("of fang", "of shao")));
    assertThat(told(UserName.of("late"), false)).containsExactly("of fang", "of shao");
  }

  @Test
  void nobody_is_told_of_those_who_came_and_went_meanwhile() {
    fill(Watchers.EVERYBODY_UP_TO);
    watchers.onChange(FANG, true);
    assertThat(watchers.onChange(FANG, false))
        .containsExactly(new Telling<>(FANG, false, List.of()));
    assertThat(watchers.isNotified("of shao", FANG)).isTrue();
  }

  @Test
  void a_mass_departure_is_told_to_watchers_only() {
    fill(3_000);
    for (int i = 2; i < 1_000; i++) watchers.onOpened("session " + i);
    watchers.watch("of shao", names("u", 50));
    int told = 0;
    for (var name : names("u", 1_000)) told += told(name, false).size();
    assertThat(told).isEqualTo(50);
  }

  @Test
  void users_are_called_as_their_accounts_spell_them() {
    watchers.onChange(UserName.of("FANG"), true);
    watchers.onChange(FANG, true);
    assertThat(watchers.online()).extracting(UserName::spelling).containsExactly("fang");
  }

  private List<String> told(UserName name, boolean isOnline) {
    var tellings = watchers.onChange(name, isOnline);
    assertThat(tellings).extracting(Telling::name).containsExactly(name);
    return tellings.get(0).sessions();
  }

  /** So many users are online that not everybody is told of everybody. */
  private void fillUp() {
    fill(Watchers.EVERYBODY_UP_TO + 10);
  }

  private void fill(int count) {
    names("u", count).forEach(name -> watchers.onChange(name, true));
  }

  private static List<UserName> names(String first, int count) {
    return IntStream.range(0, count).mapToObj(i -> UserName.of(first + i)).toList();
  }
}
