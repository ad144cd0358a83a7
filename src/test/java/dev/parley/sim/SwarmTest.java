package dev.parley.sim;

import dev.parley.protocol.election.ElectionMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/**
 * Every seed draws a schedule of faults, and it is played. {@code -Dparley.sim.swarm=n} plays n
 * seeds; {@code -Dparley.sim.schedule=file} plays one stored schedule only and writes its trace.
 */
@Tag("sim")
class SwarmTest {
  private static final int COUNT = 1_500;

  /** So many seeds draw every kind of fault for certain. */
  private static final int ENOUGH = 200;

  @Test
  void any_faults_in_any_order(TestInfo test) throws IOException {
    var stored = System.getProperty("parley.sim.schedule");
    if (stored != null) {
      var schedule = Schedule.parse(Files.readAllLines(Path.of(stored)));
      Seeds.of(test, SwarmTest::profile).replay(schedule.seed(), new SchedulePlayer(schedule));
      return;
    }
    int count = Integer.getInteger("parley.sim.swarm", COUNT);
    var seeds = Seeds.of(test, SwarmTest::profile);
    seeds
        .explainedBy(
            (seed, cause) -> new Shrinker(seeds, "SwarmTest").shrunk(Schedule.draw(seed), cause))
        .play(count, stage -> new SchedulePlayer(Schedule.draw(stage.sim().seed())).accept(stage));
    if (System.getProperty("parley.sim.seed") == null && count >= ENOUGH)
      seeds.faults().require(everyKind());
  }

  /** A run without its faults is void. */
  private static Fault[] everyKind() {
    var kinds = EnumSet.of(Fault.RESTART);
    Stream.of(ScheduledFault.Kind.values()).map(ScheduledFault.Kind::counted).forEach(kinds::add);
    return kinds.toArray(Fault[]::new);
  }

  private static SimProfile profile(long seed) {
    var modes = ElectionMode.values();
    var profile =
        SimProfile.of(modes[(int) (seed % modes.length)]).withHiccups(seed % 3 == 0 ? 40 : 5);
    return seed / modes.length % 2 == 0 ? profile : profile.withoutMulticast();
  }
}
