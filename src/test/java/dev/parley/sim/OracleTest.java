package dev.parley.sim;

import dev.parley.protocol.election.ElectionMode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/**
 * Failure detection and election are oracles: they may err as they like, and only cost time.
 * Anybody coordinates anything here, several at once, on a bad network.
 */
@Tag("sim")
class OracleTest {
  @Test
  void view_changes_are_safe_however_wrong_the_oracles_are(TestInfo test) {
    Seeds.of(test, SimProfile.of(ElectionMode.EAGER)).play(OracleTest::lies);
  }

  static void lies(Stage stage) {
    stage.group(stage.draw(3, 5));
    stage.network().loses(stage.draw(0, 15) / 100.0);
    stage.network().doubles(0.1);
    stage.network().delays(0, stage.draw(2, 15), 0.05);
    stage.load(15);
    for (int lies = 25; lies > 0; lies--) {
      stage.runBetween(0, 40);
      lie(stage);
    }
    stage.network().loses(0);
    stage.settle();
  }

  @Test
  void neither_lies_nor_crashes_nor_partitions_together_do_harm(TestInfo test) {
    Seeds.of(test, SimProfile.of(ElectionMode.EAGER))
        .play(
            stage -> {
              stage.group(4);
              stage.network().loses(stage.draw(0, 10) / 100.0);
              stage.load(20);
              for (int step = 12; step > 0; step--) {
                stage.runBetween(0, 80);
                var node = stage.sim().node(stage.draw(0, 3));
                switch (stage.draw(0, 5)) {
                  case 0 -> node.crash();
                  case 1 ->
                      stage.network().isolate(stage.sim().nodes().subList(0, stage.draw(1, 3)));
                  case 2 -> stage.network().heal();
                  default -> lie(stage);
                }
                stage.sim().nodes().stream()
                    .filter(down -> !down.isRunning() && stage.draw(0, 2) == 0)
                    .forEach(SimNode::start);
              }
              stage.network().heal();
              stage.network().loses(0);
              if (stage.sim().running().isEmpty()) stage.sim().node(0).start();
              stage.settle();
            });
  }

  private static void lie(Stage stage) {
    var nodes = stage.sim().running();
    if (nodes.isEmpty()) return;
    var node = nodes.get(stage.draw(0, nodes.size() - 1));
    var view = node.view();
    if (view.isEmpty()) return;
    var others =
        view.get().ids().stream().filter(id -> !id.equals(node.group().self().id())).toList();
    if (!others.isEmpty() && stage.draw(0, 1) == 0)
      node.group().confirm(others.get(stage.draw(0, others.size() - 1)));
    else node.group().elect(view.get().id());
  }
}
