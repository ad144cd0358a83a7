package dev.parley.chat.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class VoterDeparturesTest {
  private static final List<String> THREE = List.of("a", "b", "c");

  private static final long GATHER_MS = 200;

  private final VoterDepartures departures = new VoterDepartures(GATHER_MS);

  @Test
  void lets_a_vote_go_when_two_others_stay() {
    departures.onLeaving("a", 0);
    assertThat(departures.next(THREE, THREE, GATHER_MS)).contains("a");
    assertThat(departures.isSafe("a", THREE, THREE)).isTrue();
  }

  @Test
  void lets_no_vote_go_when_only_one_other_stays() {
    departures.onLeaving("a", 0);
    var two = List.of("a", "b");
    assertThat(departures.next(two, two, GATHER_MS)).isEmpty();
    assertThat(departures.next(THREE, two, GATHER_MS)).as("c is not here").isEmpty();
  }

  @Test
  void counts_nobody_as_staying_that_leaves_too() {
    departures.onLeaving("a", 0);
    departures.onLeaving("b", 10);
    departures.onLeaving("c", 20);
    assertThat(departures.next(THREE, THREE, 1_000)).isEmpty();
    var five = List.of("a", "b", "c", "d", "e");
    assertThat(departures.next(five, five, 1_000)).as("two others stay").contains("a");
    assertThat(departures.next(five.subList(1, 5), five, 1_000)).contains("b");
    departures.onLeaving("d", 30);
    assertThat(departures.next(five, five, 1_000)).isEmpty();
  }

  @Test
  void counts_nobody_as_staying_that_does_not_vote() {
    departures.onLeaving("a", 0);
    var two = List.of("a", "b");
    assertThat(departures.next(two, THREE, 1_000)).isEmpty();
  }

  @Test
  void waits_for_others_that_are_stopped_at_the_same_time() {
    departures.onLeaving("a", 5);
    departures.onLeaving("a", 100);
    assertThat(departures.next(THREE, THREE, 4 + GATHER_MS)).isEmpty();
    assertThat(departures.next(THREE, THREE, 5 + GATHER_MS)).contains("a");
  }

  @Test
  void has_no_vote_to_take_from_one_that_has_none() {
    departures.onLeaving("d", 0);
    assertThat(departures.next(THREE, THREE, 1_000)).isEmpty();
  }
}
