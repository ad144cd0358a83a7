package dev.parley.wire;

import java.util.Random;
import java.util.random.RandomGenerator;

/** The seed of a random test: a fresh one, or the one to repeat ({@code -Dparley.test.seed=…}). */
record Seed(long value) {
  static Seed next() {
    var given = Long.getLong("parley.test.seed");
    var seed = new Seed(given == null ? System.nanoTime() : given);
    System.out.println("seed " + seed);
    return seed;
  }

  RandomGenerator random() {
    return new Random(value);
  }

  @Override
  public String toString() {
    return Long.toString(value);
  }
}
