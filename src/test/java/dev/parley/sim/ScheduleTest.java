package dev.parley.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.election.ElectionMode;
import dev.parley.sim.ScheduledFault.Kind;
import java.util.ArrayList;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Schedules are data: the same from the same seed, stored and read again, and made smaller. */
class ScheduleTest {
  @Test
  void a_seed_draws_the_same_schedule_again_and_it_survives_being_stored() {
    LongStream.rangeClosed(1, 200)
        .forEach(
            seed -> {
              var schedule = Schedule.draw(seed);
              assertThat(Schedule.draw(seed)).isEqualTo(schedule);
              assertThat(Schedule.parse(schedule.lines())).isEqualTo(schedule);
            });
  }

  /** Without a new incarnation one quick restart is enough; the rest is ballast. */
  @Test
  void a_failing_schedule_is_shrunk_to_what_makes_it_fail(TestInfo test) {
    var forgetful =
        new Sabotage() {
          @Override
          public boolean isIncarnationRaised() {
            return false;
          }
        };
    var seeds = Seeds.of(test, SimProfile.of(ElectionMode.EAGER)).sabotagedBy(forgetful);
    var faults = new ArrayList<ScheduledFault>();
    faults.add(new ScheduledFault(100, Kind.DUPLICATION, 0, 0, 300, 10));
    faults.add(new ScheduledFault(200, Kind.PAUSE, 3, 0, 100, 0));
    faults.add(new ScheduledFault(400, Kind.CRASH, 1, 0, 50, 0));
    faults.add(new ScheduledFault(500, Kind.CLOCK, 2, 0, 100, 10));
    var schedule = new Schedule(1, 5, true, 20, faults);
    var cause = seeds.failure(1, new SchedulePlayer(schedule));
    assertThat(cause).isPresent();

    var smallest = new Shrinker(seeds, "ScheduleTest").smallest(schedule, cause.orElseThrow());

    assertThat(smallest.faults()).hasSize(1);
    assertThat(smallest.faults().get(0).kind()).isEqualTo(Kind.CRASH);
    assertThat(smallest.nodes()).isLessThan(5);
    assertThat(seeds.failure(1, new SchedulePlayer(smallest))).isPresent();
  }
}
