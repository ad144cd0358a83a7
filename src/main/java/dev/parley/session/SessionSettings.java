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
  public record Patience(Duration pingAfter, Duration answerWithin) {}

  public static final Duration DEFAULT_ACCEPT_PATIENCE = Duration.ofSeconds(1);
}
