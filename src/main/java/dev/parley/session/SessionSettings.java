package dev.parley.session;

import java.time.Duration;

/**
 * What sessions are told: {@code server} is this node's client address as members know it, {@code
 * httpPort} that of the web page, {@code greetAfter} how long a client may be silent before it is
 * greeted as a person, {@code acceptPatience} after what time a person is told that a sent line is
 * not stored yet, {@code patience} how silent clients are dealt with, {@code passwordIterations}
 * the cost of a new password and of a guess at a name that nobody has.
 */
public record SessionSettings(
    String server,
    int httpPort,
    int maxConnections,
    int passwordIterations,
    Duration greetAfter,
    Duration acceptPatience,
    Patience patience) {
  /**
   * A client that can answer is asked whether it is there after {@code pingAfter} of silence, and
   * is let go {@code answerWithin} after its socket took the question.
   */
  public record Patience(Duration pingAfter, Duration answerWithin) {
    /**
     * Together below a minute, with what a full socket adds ({@code StallDetector}, 30 to 40 s).
     * The answer has the longer part: what a socket holds, 64 KiB, takes 32 s on a line of 2 KB/s.
     */
    public static final Patience DEFAULT =
        new Patience(Duration.ofSeconds(20), Duration.ofSeconds(35));
  }

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

  /** With the usual patience. */
  public SessionSettings(
      String server,
      int httpPort,
      int maxConnections,
      int passwordIterations,
      Duration greetAfter,
      Duration acceptPatience) {
    this(
        server,
        httpPort,
        maxConnections,
        passwordIterations,
        greetAfter,
        acceptPatience,
        Patience.DEFAULT);
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
