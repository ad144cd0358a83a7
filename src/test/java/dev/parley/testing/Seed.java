package dev.parley.testing;

import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;

/**
 * The seed of a random test. It names itself as the option that repeats the test: {@code
 * -Dparley.test.seed=n}. The simulator has options of its own.
 */
public record Seed(long value) {
  private static final String OPTION = "parley.test.seed";

  /** The one that was given, or a fresh one; printed, for a failure that does not name it. */
  public static Seed next() {
    var given = Long.getLong(OPTION);
    var seed = new Seed(given == null ? System.nanoTime() : given);
    System.out.println(seed);
    return seed;
  }

  /** The one that was given, or those of 1 to {@code count}: the same in every run. */
  public static List<Seed> upTo(long count) {
    var given = Long.getLong(OPTION);
    if (given != null) return List.of(new Seed(given));
    return LongStream.rangeClosed(1, count).mapToObj(Seed::new).toList();
  }

  public RandomGenerator random() {
    return new SplittableRandom(value);
  }

  @Override
  public String toString() {
    return "-D" + OPTION + "=" + value;
  }
}
