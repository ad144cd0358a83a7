package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.model.ReadPosition;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReadPositionTrackerTest {
  @Test
  void the_last_at_stands_for_all_that_was_shown_before_also_for_what_was_concurrent() {
    var seen = new ReadPositionTracker(ReadPosition.NOTHING);
    assertThat(seen.on(Map.of("n-a.1", 5L))).isEqualTo("n-a.1=5");
    assertThat(seen.on(Map.of("n-b.7", 3L))).isEqualTo("n-a.1=5,n-b.7=3");
    assertThat(seen.on(Map.of("n-a.1", 2L, "n-b.7", 4L))).isEqualTo("n-a.1=5,n-b.7=4");
  }

  @Test
  void what_the_client_saw_on_another_server_counts() {
    var seen = new ReadPositionTracker(ReadPosition.parse("n-c.2=8"));
    assertThat(seen.on(Map.of("n-a.1", 1L))).isEqualTo("n-a.1=1,n-c.2=8");
  }

  @Test
  void the_former_lives_of_a_node_are_forgotten_so_that_it_does_not_grow_for_ever() {
    var seen = new ReadPositionTracker(ReadPosition.NOTHING);
    for (long life = 1; life < 100; life++) seen.on(Map.of("n-a." + life, 5L));
    assertThat(seen.on(Map.of("n-b.1", 1L))).isEqualTo("n-a.99=5,n-b.1=1");
  }

  @Test
  void what_a_client_claims_to_have_seen_costs_no_more_than_a_limit() {
    var claimed = new StringBuilder();
    for (int node = 0; node < 6_000; node++) claimed.append("n").append(node).append(".1=1,");
    var seen = new ReadPositionTracker(ReadPosition.parse(claimed.toString()));

    var at = seen.on(Map.of("n-a.1", 1L));
    assertThat(at.split(",")).hasSize(ReadPosition.MAX_NODES + 1);
    assertThat(seen.on(Map.of("n-a.1", 2L))).hasSameSizeAs(at);
  }
}
