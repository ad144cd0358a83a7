package dev.parley.session;

import dev.parley.protocol.Endpoint;
import java.time.Duration;

/**
 * The settings of sessions: {@code server} is this node's client address as members know it, {@code
 * httpPort} is the port of the web page, {@code greetAfter} is how long a client may be silent
 * before it is greeted as a person, {@code acceptPatience} is the time after which a person is
 * notified that a sent line is not stored yet, {@code patience} is the treatment of silent clients,
 * and {@code passwordIterations} is the cost of a new password and of a guess at an unknown name.
 */
public record SessionSettings(
    Endpoint server,
    int httpPort,
    int maxConnections,
    int passwordIterations,
    Duration greetAfter,
    Duration acceptPatience,
    Patience patience) {
  /**
   * A client that can answer is asked whether it is alive after {@code pingAfter} of silence, and
   * is disconnected {@code answerWithin} after its socket took the question if it has not answered.
   */
  public record Patience(Duration pingAfter, Duration answerWithin) {}

  public static final Duration DEFAULT_ACCEPT_PATIENCE = Duration.ofSeconds(1);
}
