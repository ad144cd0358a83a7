package dev.parley.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.ViewId;
import dev.parley.protocol.election.ElectionMode;
import java.util.LinkedHashSet;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Partitions that are neither clean nor quick to heal. */
@Tag("sim")
class StrangePartitionsTest {
  private static final SimProfile PROFILE = SimProfile.of(ElectionMode.JUMP);

  @Test
  void three_parts_heal_pair_by_pair_and_break_during_the_merge(TestInfo test) {
    Seeds.of(test, PROFILE)
        .play(
            stage -> {
              stage.group(6);
              stage.load(30);
              var nodes = stage.sim().nodes();
              var parts = List.of(nodes.subList(0, 2), nodes.subList(2, 4), nodes.subList(4, 6));
              cut(stage, parts);
              stage.runBetween(300, 900);
              // The first two see each other; the third stays away.
              cut(stage, List.of(nodes.subList(0, 4), parts.get(2)));
              stage.runBetween(0, 300);
              // The second goes over to the third, whatever came of the merge.
              cut(stage, List.of(parts.get(0), nodes.subList(2, 6)));
              stage.runBetween(0, 300);
              cut(stage, parts);
              stage.runBetween(0, 300);
              stage.network().heal();
              stage.settle();
              stage.sim().faults().require(Fault.PARTITION, Fault.CUT_OFF);
            });
  }

  private static void cut(Stage stage, List<List<SimNode>> parts) {
    stage.network().heal();
    parts.forEach(stage.network()::isolate);
  }

  @Test
  void a_leader_that_hears_nobody_and_is_heard_by_all_costs_few_views(TestInfo test) {
    Seeds.of(test, PROFILE)
        .play(
            stage -> {
              stage.group(4);
              stage.load(30);
              var leader = stage.sim().leader();
              var others = stage.sim().nodes().stream().filter(node -> node != leader).toList();
              others.forEach(other -> stage.network().cut(other, leader));
              var views = new LinkedHashSet<ViewId>();
              for (int step = 0; step < 200; step++) {
                stage.run(20);
                others.forEach(other -> other.view().ifPresent(view -> views.add(view.id())));
              }
              assertThat(views).as("views of the others in 4 s").hasSizeLessThan(MOST_VIEWS);
              stage.network().heal();
              stage.settle();
              stage.sim().faults().require(Fault.CUT_OFF);
            });
  }

  /** The view that was, that without the leader, and a few attempts to take it in again. */
  private static final int MOST_VIEWS = 8;
}
