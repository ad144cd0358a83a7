package dev.parley.sim;

import dev.parley.protocol.election.ElectionMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/**
 * Every seed draws which faults there are, and how often: what a uniform mix never brings together
 * happens here now and then.
 */
class SwarmTest {
  @Test
  void any_faults_in_any_order_with_multicast(TestInfo test) {
    Seeds.of(test, SwarmTest::profile).play(SwarmTest::swarm);
  }

  @Test
  void any_faults_in_any_order_without_multicast(TestInfo test) {
    Seeds.of(test, seed -> profile(seed).withoutMulticast()).play(SwarmTest::swarm);
  }

  private static SimProfile profile(long seed) {
    return SimProfile.of(seed % 2 == 0 ? ElectionMode.EAGER : ElectionMode.CLASSIC)
        .withHiccups(seed % 3 == 0 ? 40 : 5);
  }

  private static void swarm(Stage stage) {
    int nodes = stage.draw(2, 6);
    stage.sim().addNodes(nodes).forEach(SimNode::start);
    if (stage.draw(0, 3) > 0) stage.settle();
    var faults = SwarmFaults.draw(stage);
    stage.load(stage.draw(10, 60));
    for (int step = stage.draw(3, 10); step > 0; step--) {
      stage.runBetween(0, faults.meanGapMs() * 2);
      faults.next();
    }
    faults.end();
    stage.runBetween(0, 300);
    stage.settle();
  }
}
