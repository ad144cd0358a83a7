package dev.parley.security;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.random.RandomGenerator;

/** A symmetric key of a cluster: {@code made} tells the newer of two, to the second. */
public record ClusterKey(KeyId id, Instant made, Secret secret) {
  public static final int BYTES = 32;

  public ClusterKey {
    if (secret.length() != BYTES)
      throw new IllegalArgumentException("a key has " + BYTES + " bytes, not " + secret.length());
    made = made.truncatedTo(ChronoUnit.SECONDS);
  }

  public static ClusterKey draw(RandomGenerator random, Instant now) {
    return new ClusterKey(KeyId.draw(random), now, Secret.draw(BYTES, random));
  }
}
