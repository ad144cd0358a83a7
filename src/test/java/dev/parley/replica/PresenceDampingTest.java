package dev.parley.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.model.UserName;
import dev.parley.replica.PresenceDamping.Change;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PresenceDampingTest {
  private static final UserName FANG = UserName.of("fang");
  private static final UserName SHAO = UserName.of("shao");
  private static final long START_MS = 1_000_000;
  private static final long AWAY_MS = 5_000;

  private final PresenceDamping damping = new PresenceDamping(0);
  private long nowMs = START_MS;

  /** The user comes, goes, comes again and so on; what the others are told. */
  private List<Change> flip(UserName name, int times) {
    var told = new ArrayList<Change>();
    for (int i = 0; i < times; i++) told.addAll(damping.onChange(name, i % 2 == 0, ++nowMs));
    return told;
  }

  @Test
  void tells_the_first_changes_at_once_and_then_none() {
    assertThat(flip(FANG, 100)).hasSize(PresenceDamping.FREE_CHANGES);
    assertThat(flip(SHAO, 1)).containsExactly(new Change(SHAO, true));
  }

  @Test
  void tells_the_last_one_when_the_user_has_been_steady() {
    flip(FANG, PresenceDamping.FREE_CHANGES + 1);
    assertThat(damping.onTick(nowMs + PresenceDamping.STEADY_MS - 1)).isEmpty();

    assertThat(damping.onTick(nowMs + PresenceDamping.STEADY_MS + PresenceDamping.TICK_MS))
        .containsExactly(new Change(FANG, true));
    assertThat(damping.onTick(nowMs + 3 * PresenceDamping.STEADY_MS)).isEmpty();
  }

  @Test
  void tells_nothing_of_a_user_who_is_as_the_others_know_them() {
    flip(FANG, PresenceDamping.FREE_CHANGES + 2);

    assertThat(damping.onTick(nowMs + 2 * PresenceDamping.STEADY_MS)).isEmpty();
  }

  @Test
  void tells_changes_at_once_again_after_a_while() {
    flip(FANG, PresenceDamping.FREE_CHANGES + 2);
    nowMs += PresenceDamping.PERIOD_MS;

    assertThat(flip(FANG, 2)).hasSize(2);
  }

  @Test
  void tells_what_it_held_back_of_a_user_whom_it_forgets() {
    flip(FANG, PresenceDamping.FREE_CHANGES + 1);
    var told = new ArrayList<Change>();
    for (int i = 0; i < PresenceDamping.MAX_USERS; i++)
      told.addAll(damping.onChange(UserName.of("u" + i), true, nowMs));

    assertThat(told).contains(new Change(FANG, true)).hasSize(PresenceDamping.MAX_USERS + 1);
  }

  @Test
  void tells_at_once_who_comes_and_after_a_while_who_went() {
    var delayed = new PresenceDamping(AWAY_MS);
    assertThat(delayed.onChange(FANG, true, nowMs)).containsExactly(new Change(FANG, true));
    assertThat(delayed.onChange(FANG, false, nowMs)).isEmpty();
    assertThat(delayed.onTick(nowMs + AWAY_MS - 1)).isEmpty();
    assertThat(delayed.isToldOnline(FANG, false)).isTrue();
    assertThat(delayed.onTick(nowMs + AWAY_MS - 1 + PresenceDamping.TICK_MS))
        .containsExactly(new Change(FANG, false));
    assertThat(delayed.isToldOnline(FANG, false)).isFalse();
    assertThat(delayed.onTick(nowMs + 2 * AWAY_MS)).isEmpty();
    assertThat(delayed.onChange(FANG, true, nowMs + 2 * AWAY_MS))
        .containsExactly(new Change(FANG, true));
  }

  @Test
  void tells_nothing_of_a_user_who_is_back_soon_and_counts_from_their_last_departure() {
    var delayed = new PresenceDamping(AWAY_MS);
    delayed.onChange(FANG, true, nowMs);
    delayed.onChange(FANG, false, nowMs);
    assertThat(delayed.onChange(FANG, true, nowMs + AWAY_MS - 1)).isEmpty();
    assertThat(delayed.onTick(nowMs + AWAY_MS)).isEmpty();
    delayed.onChange(FANG, false, nowMs + AWAY_MS);
    assertThat(delayed.onTick(nowMs + 2 * AWAY_MS - 1)).isEmpty();
    assertThat(delayed.onTick(nowMs + 3 * AWAY_MS)).containsExactly(new Change(FANG, false));
  }

  @Test
  void tells_a_departure_of_which_nothing_was_known_before() {
    var delayed = new PresenceDamping(AWAY_MS);
    delayed.onChange(FANG, false, nowMs);
    assertThat(delayed.isToldOnline(FANG, false)).isTrue();
    assertThat(delayed.onTick(nowMs + AWAY_MS)).containsExactly(new Change(FANG, false));
  }

  @Test
  void a_departure_is_told_in_the_end_however_long_it_is_held_back() {
    var longest = new PresenceDamping(PresenceDamping.PERIOD_MS);
    longest.onChange(FANG, false, nowMs);
    assertThat(longest.onTick(nowMs + PresenceDamping.PERIOD_MS - 1)).isEmpty();
    assertThat(longest.onTick(nowMs + PresenceDamping.PERIOD_MS + PresenceDamping.TICK_MS))
        .containsExactly(new Change(FANG, false));
  }
}
