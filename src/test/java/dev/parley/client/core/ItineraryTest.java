package dev.parley.client.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ItineraryTest {
  @Test
  void known_servers_come_before_given_ones_and_none_twice_in_a_round() {
    var itinerary = new Itinerary(List.of("c:1", "a:1"), List.of("a:1", "b:1"));
    assertThat(round(itinerary)).containsExactly("a:1", "b:1", "c:1");
    assertThat(round(itinerary)).containsExactly("a:1", "b:1", "c:1");
  }

  @Test
  void a_server_that_failed_is_the_last_of_its_round() {
    var itinerary = new Itinerary(List.of(), List.of("a:1", "b:1", "c:1"));
    itinerary.avoid("a:1");
    assertThat(round(itinerary)).containsExactly("b:1", "c:1", "a:1");
  }

  @Test
  void where_a_server_sends_us_comes_first() {
    var itinerary = new Itinerary(List.of(), List.of("a:1", "b:1"));
    itinerary.prefer("z:1");
    assertThat(round(itinerary)).containsExactly("z:1", "a:1", "b:1");
  }

  @Test
  void the_pause_doubles_up_to_its_limit_and_begins_anew_after_an_answer() {
    var itinerary = new Itinerary(List.of(), List.of());
    assertThat(itinerary.pauseMs()).isEqualTo(Itinerary.FIRST_PAUSE_MS);
    assertThat(itinerary.pauseMs()).isEqualTo(2 * Itinerary.FIRST_PAUSE_MS);
    for (int i = 0; i < 20; i++) itinerary.pauseMs();
    assertThat(itinerary.pauseMs()).isEqualTo(Itinerary.MAX_PAUSE_MS);
    itinerary.arrived();
    assertThat(itinerary.pauseMs()).isEqualTo(Itinerary.FIRST_PAUSE_MS);
  }

  @Test
  void of_a_long_list_the_first_servers_are_remembered() {
    var itinerary = new Itinerary(List.of(), List.of());
    itinerary.learn(IntStream.range(0, 1_000).mapToObj(i -> "h:" + i).toList());
    assertThat(itinerary.known()).hasSize(Itinerary.MAX_SERVERS).startsWith("h:0");
  }

  private static List<String> round(Itinerary itinerary) {
    var round = new java.util.ArrayList<String>();
    for (var next = itinerary.next(); next.isPresent(); next = itinerary.next())
      round.add(next.get());
    return round;
  }
}
