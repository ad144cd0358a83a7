package dev.parley.sim;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.TestInfo;

/**
 * Plays a scenario once for each seed. {@code -Dparley.sim.seed=n} plays one seed only and writes
 * its trace; {@code -Dparley.sim.seeds=n} plays n of them.
 */
final class Seeds {
  /** Seeds for each scenario unless told otherwise. */
  static final int COUNT = 200;

  private static final int LINES_IN_FAILURE = 40;

  /** Each of so many seeds is played twice and must leave the same trace. */
  private static final int TWICE_ONE_IN = 50;

  /** A scenario that failed, with the seed that repeats it. */
  record Failure(long seed, Throwable cause) {}

  private final String name;
  private final LongFunction<SimProfile> profile;
  private Sabotage sabotage = Sabotage.NONE;
  private BiFunction<Long, Throwable, String> explanation = (seed, cause) -> "";
  private final FaultCounts faults = new FaultCounts();
  private final AtomicLong virtualMs = new AtomicLong();
  private final AtomicLong observations = new AtomicLong();
  private final ConcurrentSkipListMap<Long, Long> seedBySettleMs = new ConcurrentSkipListMap<>();

  /** How many runs took so long, in virtual ms, to find together at worst. */
  private final ConcurrentSkipListMap<Long, Integer> runsBySettleMs = new ConcurrentSkipListMap<>();

  private Seeds(String name, LongFunction<SimProfile> profile) {
    this.name = name;
    this.profile = profile;
  }

  static Seeds of(TestInfo test, SimProfile profile) {
    return of(test, seed -> profile);
  }

  static Seeds of(TestInfo test, LongFunction<SimProfile> profile) {
    var name =
        test.getTestClass().orElseThrow().getSimpleName()
            + "#"
            + test.getTestMethod().orElseThrow().getName();
    return new Seeds(name, profile);
  }

  Seeds sabotagedBy(Sabotage broken) {
    sabotage = broken;
    return this;
  }

  /** {@code words}: what else to say about the seed that failed. */
  Seeds explainedBy(BiFunction<Long, Throwable, String> words) {
    explanation = words;
    return this;
  }

  /** What went wrong in all runs so far. */
  FaultCounts faults() {
    return faults;
  }

  /** Fails with the smallest seed for which {@code scenario} fails. */
  void play(Consumer<Stage> scenario) {
    play(COUNT, scenario);
  }

  /** For scenarios that are too large for many seeds. */
  void play(int seeds, Consumer<Stage> scenario) {
    var only = Long.getLong("parley.sim.seed");
    if (only != null) {
      replay(only, scenario);
      return;
    }
    int count = seeds == COUNT ? Integer.getInteger("parley.sim.seeds", COUNT) : seeds;
    long startMs = System.nanoTime() / 1_000_000;
    var failures = failures(count, scenario);
    System.out.printf(
        "sim: %s: %d seeds in %d ms, %d virtual s, %d observations, %s; %s%n",
        name,
        count,
        System.nanoTime() / 1_000_000 - startMs,
        virtualMs.get() / 1_000,
        observations.get(),
        longest(),
        faults);
    if (!failures.isEmpty()) {
      var kinds = new TreeMap<String, Integer>();
      failures
          .values()
          .forEach(
              f ->
                  kinds.merge(
                      String.valueOf(f.getMessage()).split("[:\\d]", 2)[0], 1, Integer::sum));
      System.out.println(
          "sim: " + failures.size() + " fail, of kinds " + kinds + ", seeds " + failures.keySet());
      explain(failures.firstKey(), scenario)
          .ifPresentOrElse(this::fail, () -> failures.values().forEach(this::irreproducible));
    }
  }

  /** Plays one seed, and writes its trace. */
  void replay(long seed, Consumer<Stage> scenario) {
    explain(seed, scenario).ifPresent(this::fail);
  }

  /** Why {@code scenario} fails with {@code seed}, if it does. */
  Optional<Throwable> failure(long seed, Consumer<Stage> scenario) {
    return play(seed, scenario, new Trace(false));
  }

  /** The first of {@code count} seeds with which {@code scenario} fails. */
  Optional<Failure> firstFailure(int count, Consumer<Stage> scenario) {
    return firstFailure(1, count, scenario);
  }

  /** The first of {@code count} seeds from {@code from} on that fails. */
  Optional<Failure> firstFailure(long from, int count, Consumer<Stage> scenario) {
    for (long seed = from; seed < from + count; seed++) {
      var cause = play(seed, scenario, new Trace(false));
      if (cause.isPresent()) return Optional.of(new Failure(seed, cause.get()));
    }
    return Optional.empty();
  }

  /** What one seed leaves: the same for every run of it. */
  long traceHash(long seed, Consumer<Stage> scenario) {
    var trace = new Trace(false);
    play(seed, scenario, trace).ifPresent(cause -> fail(new Failure(seed, cause)));
    return trace.hash();
  }

  private String longest() {
    var longest = seedBySettleMs.lastEntry();
    return "found together within %d ms in half of the runs, %d in 99 %%, %d in all (seed %d)"
        .formatted(settledMs(0.5), settledMs(0.99), longest.getKey(), longest.getValue());
  }

  /** So many virtual milliseconds were enough in {@code share} of the runs. */
  private long settledMs(double share) {
    double left = share * runsBySettleMs.values().stream().mapToInt(Integer::intValue).sum();
    for (var entry : runsBySettleMs.entrySet()) {
      left -= entry.getValue();
      if (left <= 0) return entry.getKey();
    }
    return runsBySettleMs.lastKey();
  }

  private ConcurrentSkipListMap<Long, Throwable> failures(int count, Consumer<Stage> scenario) {
    var failures = new ConcurrentSkipListMap<Long, Throwable>();
    // Each run has a thread of its own; runs share nothing but these counters.
    LongStream.rangeClosed(1, count)
        .parallel()
        .forEach(seed -> playChecked(seed, scenario).ifPresent(cause -> failures.put(seed, cause)));
    return failures;
  }

  private Optional<Throwable> playChecked(long seed, Consumer<Stage> scenario) {
    var trace = new Trace(false);
    var cause = play(seed, scenario, trace);
    if (cause.isPresent() || seed % TWICE_ONE_IN != 0) return cause;
    var again = new Trace(false);
    play(seed, scenario, again);
    return again.hash() == trace.hash()
        ? Optional.empty()
        : Optional.of(new AssertionError("two runs of one seed differ"));
  }

  // An assertion or an exception of a core: both are a failure of this seed.
  @SuppressWarnings("CatchThrowable")
  private Optional<Throwable> play(long seed, Consumer<Stage> scenario, Trace trace) {
    var sim = new Simulation(seed, profile.apply(seed), sabotage, trace);
    try {
      scenario.accept(new Stage(sim));
      return Optional.empty();
    } catch (RuntimeException | AssertionError cause) {
      return Optional.of(cause);
    } finally {
      faults.add(sim.faults());
      virtualMs.addAndGet(sim.nowMs());
      observations.addAndGet(sim.observations());
      seedBySettleMs.putIfAbsent(sim.longestSettleMs(), seed);
      runsBySettleMs.merge(sim.longestSettleMs(), 1, Integer::sum);
    }
  }

  private Optional<Failure> explain(long seed, Consumer<Stage> scenario) {
    var trace = new Trace(true);
    var cause = play(seed, scenario, trace);
    var file = Path.of("target", "sim", name.replace('#', '.') + "-" + seed + ".txt");
    try {
      Files.createDirectories(file.getParent());
      Files.write(file, trace.lines());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    System.out.println("sim: trace of seed " + seed + " in " + file);
    cause.ifPresent(
        c -> {
          var lines = trace.lines();
          lines
              .subList(Math.max(0, lines.size() - LINES_IN_FAILURE), lines.size())
              .forEach(System.out::println);
        });
    return cause.map(c -> new Failure(seed, c));
  }

  private void fail(Failure failure) {
    throw new AssertionError(
        "seed "
            + failure.seed()
            + " of "
            + name
            + ": "
            + failure.cause().getMessage()
            + "\nreplay: ./mvnw test -Dtest='"
            + name
            + "' -Dparley.sim.seed="
            + failure.seed()
            + "\n"
            + explanation.apply(failure.seed(), failure.cause()),
        failure.cause());
  }

  private void irreproducible(Throwable cause) {
    throw new AssertionError(name + " failed, but not again with the same seed", cause);
  }
}
