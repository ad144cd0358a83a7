package dev.parley.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.election.ElectionMode;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** A member whose links come and go. */
@Tag("sim")
class FlappingTest {
  private static final SimProfile PROFILE = SimProfile.of(ElectionMode.EAGER);

  private static final int CYCLES = 8;

  @Test
  void a_node_that_flaps_disturbs_the_others_three_times_and_is_taken_in_when_it_is_calm(
      TestInfo test) {
    Seeds.of(test, PROFILE)
        .play(
            40,
            stage -> {
              stage.group(4);
              var flapping = stage.sim().node(stage.draw(0, 3));
              var others = stage.sim().running().stream().filter(n -> n != flapping).toList();
              stage.load(40);
              Set<String> views = new TreeSet<>();
              for (int i = 0; i < CYCLES; i++) {
                stage.network().isolate(List.of(flapping));
                watch(stage, others.get(0), views, 500);
                stage.network().heal();
                watch(stage, others.get(0), views, 500);
              }
              // Three exclusions and as many returns, each perhaps in a few attempts; undamped it
              // is twice as many.
              assertThat(views).hasSizeLessThan(2 * CYCLES - 2);
              stage.settle();
              stage.sim().faults().require(Fault.PARTITION, Fault.CUT_OFF);
            });
  }

  private static void watch(Stage stage, SimNode node, Set<String> views, long forMs) {
    for (long ms = 0; ms < forMs; ms += 10) {
      stage.run(10);
      views.add(node.view().orElseThrow().id().toString());
    }
  }
}
