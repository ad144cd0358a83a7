package dev.parley.chat;

import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;

/**
 * The seed of a random test. The seeds are fixed, so a failure repeats; {@code
 * -Dparley.test.seed=…} runs another one.
 */
record Seed(long value) {
  static List<Seed> upTo(long count) {
    var given = Long.getLong("parley.test.seed");
    if (given != null) return List.of(new Seed(given));
    return LongStream.rangeClosed(1, count).mapToObj(Seed::new).toList();
  }

  RandomGenerator random() {
    return new SplittableRandom(value);
  }

  @Override
  public String toString() {
    return "seed " + value;
  }
}
