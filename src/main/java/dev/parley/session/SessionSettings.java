package dev.parley.session;

import java.time.Duration;

/**
 * What sessions are told: {@code server} is this node's client address as members know it, {@code
 * httpPort} that of the web page, {@code greetAfter} how long a client may be silent before it is
 * greeted as a person, {@code acceptPatience} after what time a person is told that a sent line is
 * not stored yet, {@code passwordIterations} the cost of a new password and of a guess at a name
 * that nobody has.
 */
public record SessionSettings(
    String server,
    int httpPort,
    int maxConnections,
    int passwordIterations,
    Duration greetAfter,
    Duration acceptPatience) {
  /** Each costs a descriptor, two actors and some 10 KiB when quiet. */
  public static final int DEFAULT_MAX_CONNECTIONS = 10_000;

  /**
   * A program that speaks first needs less than this on any network that a person would chat over.
   */
  public static final Duration DEFAULT_GREET_AFTER = Duration.ofMillis(200);

  public static final Duration DEFAULT_ACCEPT_PATIENCE = Duration.ofSeconds(1);

  public SessionSettings {
    if (maxConnections < 1)
      throw new IllegalArgumentException(
          "max-connections (" + maxConnections + ") must be at least 1");
    if (passwordIterations < 1)
      throw new IllegalArgumentException(
          "password-iterations (" + passwordIterations + ") must be at least 1");
    if (greetAfter.isNegative() || acceptPatience.isNegative()) {
      throw new IllegalArgumentException(
          "greet-after ("
              + greetAfter
              + ") and accept-patience ("
              + acceptPatience
              + ") must not be negative");
    }
  }

  public static SessionSettings of(String server, int httpPort, int passwordIterations) {
    return new SessionSettings(
        server,
        httpPort,
        DEFAULT_MAX_CONNECTIONS,
        passwordIterations,
        DEFAULT_GREET_AFTER,
        DEFAULT_ACCEPT_PATIENCE);
  }
}
