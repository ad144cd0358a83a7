package dev.parley.sim;

import dev.parley.protocol.election.ElectionMode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs whose datagrams are sealed, while a stranger sends recorded ones again. */
@Tag("sim")
class SealedRunsTest {
  /** Each replays some dozens of datagrams; the swarms add runs of every kind. */
  private static final int SEEDS = 50;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void recordings_restarts_and_jumps_of_the_clock_keep_no_group_apart(
      boolean hasMulticast, TestInfo test) {
    var profile = SimProfile.of(ElectionMode.JUMP);
    var seeds = Seeds.of(test, hasMulticast ? profile : profile.withoutMulticast());
    seeds.play(
        SEEDS,
        stage -> {
          stage.network().seals(true);
          stage.network().loses(0.05);
          stage.network().doubles(0.05);
          stage.group(4);
          stage.load(20);
          stage.runBetween(200, 600);
          var follower = stage.sim().follower();
          follower.crash();
          stage.runBetween(50, 1_500);
          follower.start();
          stage.sim().leader().restartGroup();
          stage.runBetween(200, 600);
          stage.network().clear();
          stage.settle();
        });
    seeds.faults().require(Fault.REPLAYED, Fault.RESTART, Fault.GROUP_RESTART, Fault.DOUBLED);
  }

  @Test
  void parts_of_a_network_find_each_other_again(TestInfo test) {
    var seeds = Seeds.of(test, SimProfile.of(ElectionMode.JUMP));
    seeds.play(
        SEEDS,
        stage -> {
          stage.network().seals(true);
          stage.group(4);
          stage.load(20);
          stage.network().isolate(stage.sim().nodes().subList(0, 2));
          stage.runBetween(500, 3_000);
          // A life that the other part has never heard.
          stage.sim().node(0).crash();
          stage.sim().node(0).start();
          stage.runBetween(500, 3_000);
          stage.network().heal();
          stage.settle();
        });
    seeds.faults().require(Fault.REPLAYED, Fault.RESTART, Fault.PARTITION);
  }
}
