package dev.parley.sim;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Makes a schedule that fails smaller for as long as it fails in the same way: fewer faults (delta
 * debugging: Zeller and Hildebrandt, IEEE TSE 2002), shorter ones, fewer nodes. Gives up after a
 * bounded time, with the smallest that it found.
 */
final class Shrinker {
  private static final long MAX_NANOS = TimeUnit.SECONDS.toNanos(20);

  private final Seeds seeds;
  private final String test;
  private final long startNanos = System.nanoTime();

  Shrinker(Seeds seeds, String test) {
    this.seeds = seeds;
    this.test = test;
  }

  /** What to print: the smallest schedule that still fails, and how to replay it. */
  String shrunk(Schedule schedule, Throwable cause) {
    var smallest = smallest(schedule, cause);
    var file = Path.of("target", "sim", test + "-" + schedule.seed() + ".schedule");
    try {
      Files.createDirectories(file.getParent());
      Files.write(file, smallest.lines());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return "shrunk from "
        + schedule.faults().size()
        + " faults:\n  "
        + String.join("\n  ", smallest.lines())
        + "\nreplay: ./mvnw test -Dtest="
        + test
        + " -Dparley.sim.schedule="
        + file;
  }

  Schedule smallest(Schedule schedule, Throwable cause) {
    var wanted = kind(cause);
    var best = schedule;
    for (var smaller = anySmaller(best, wanted);
        smaller.isPresent();
        smaller = anySmaller(best, wanted)) best = smaller.get();
    return best;
  }

  private Optional<Schedule> anySmaller(Schedule schedule, String wanted) {
    for (var candidate : candidates(schedule)) {
      if (System.nanoTime() - startNanos > MAX_NANOS) return Optional.empty();
      var cause = seeds.failure(schedule.seed(), new SchedulePlayer(candidate));
      if (cause.isPresent() && kind(cause.get()).equals(wanted)) return Optional.of(candidate);
    }
    return Optional.empty();
  }

  /** Large steps first. */
  private static List<Schedule> candidates(Schedule schedule) {
    var candidates = new ArrayList<Schedule>();
    var faults = schedule.faults();
    for (int chunk = faults.size(); chunk >= 1; chunk /= 2) {
      for (int from = 0; from < faults.size(); from += chunk) {
        var rest = new ArrayList<>(faults);
        rest.subList(from, Math.min(from + chunk, faults.size())).clear();
        candidates.add(schedule.with(rest));
      }
    }
    withFewerNodes(schedule).ifPresent(candidates::add);
    for (int i = 0; i < faults.size(); i++) {
      var fault = faults.get(i);
      if (fault.forMs() < 2) continue;
      var shorter = new ArrayList<>(faults);
      shorter.set(i, fault.lasting(fault.forMs() / 2));
      candidates.add(schedule.with(shorter));
    }
    return candidates;
  }

  private static Optional<Schedule> withFewerNodes(Schedule schedule) {
    int last = schedule.nodes() - 1;
    boolean isNeeded =
        schedule.faults().stream()
            .anyMatch(
                fault ->
                    switch (fault.kind()) {
                      case PARTITION, THREE_PARTS -> false;
                      default -> fault.who() == last || fault.whom() == last;
                    });
    return last < 2 || isNeeded ? Optional.empty() : Optional.of(schedule.withNodes(last));
  }

  /** The invariant, or the exception: the words before the particulars. */
  private static String kind(Throwable cause) {
    return cause.getClass().getSimpleName()
        + String.valueOf(cause.getMessage()).split("[:\\d]", 2)[0];
  }
}
