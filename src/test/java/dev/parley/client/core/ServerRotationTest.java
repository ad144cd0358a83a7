package dev.parley.client.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ServerRotationTest {
  @Test
  void known_servers_come_before_given_ones_and_none_twice_in_a_round() {
    var rotation = new ServerRotation(List.of("c:1", "a:1"), List.of("a:1", "b:1"));
    assertThat(round(rotation)).containsExactly("a:1", "b:1", "c:1");
    assertThat(round(rotation)).containsExactly("a:1", "b:1", "c:1");
  }

  @Test
  void a_server_that_failed_is_the_last_of_its_round() {
    var rotation = new ServerRotation(List.of(), List.of("a:1", "b:1", "c:1"));
    rotation.avoid("a:1");
    assertThat(round(rotation)).containsExactly("b:1", "c:1", "a:1");
  }

  @Test
  void where_a_server_sends_us_comes_first() {
    var rotation = new ServerRotation(List.of(), List.of("a:1", "b:1"));
    rotation.prefer("z:1");
    assertThat(round(rotation)).containsExactly("z:1", "a:1", "b:1");
  }

  @Test
  void the_pause_doubles_up_to_its_limit_and_begins_anew_after_an_answer() {
    var rotation = new ServerRotation(List.of(), List.of());
    assertThat(rotation.pauseMs()).isEqualTo(ServerRotation.FIRST_PAUSE_MS);
    assertThat(rotation.pauseMs()).isEqualTo(2 * ServerRotation.FIRST_PAUSE_MS);
    for (int i = 0; i < 20; i++) rotation.pauseMs();
    assertThat(rotation.pauseMs()).isEqualTo(ServerRotation.MAX_PAUSE_MS);
    rotation.arrived();
    assertThat(rotation.pauseMs()).isEqualTo(ServerRotation.FIRST_PAUSE_MS);
  }

  @Test
  void of_a_long_list_the_first_servers_are_remembered() {
    var rotation = new ServerRotation(List.of(), List.of());
    rotation.learn(IntStream.range(0, 1_000).mapToObj(i -> "h:" + i).toList());
    assertThat(rotation.known()).hasSize(ServerRotation.MAX_SERVERS).startsWith("h:0");
  }

  private static List<String> round(ServerRotation rotation) {
    var round = new java.util.ArrayList<String>();
    for (var next = rotation.next(); next.isPresent(); next = rotation.next())
      round.add(next.get());
    return round;
  }
}
