package dev.parley.session;

import dev.parley.chat.accounts.ScramVerifier;
import dev.parley.chat.accounts.VerifierRules;
import dev.parley.protocol.Endpoint;
import dev.parley.security.ClusterKey;
import dev.parley.security.TicketSeal;
import dev.parley.session.limits.ConnectionShares;
import dev.parley.session.limits.Rate;
import dev.parley.session.limits.Registrations;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/**
 * The settings of sessions: {@code server} is this node's client address as members know it, {@code
 * httpPort} is the port of the web page, {@code greetAfter} is how long a client may be silent
 * before it is greeted as a person, {@code acceptPatience} is the time after which a person is
 * notified that a sent line is not stored yet, {@code patience} is the treatment of silent clients,
 * {@code verifiers} say what a new password and a guess at an unknown name cost, and {@code
 * throttles} bound what one client address and one account may take; {@code isStatusPublic} is
 * whether a client that is not logged in is told the status of the cluster; {@code tickets} are
 * those that clients get.
 */
public record SessionSettings(
    Endpoint server,
    int httpPort,
    VerifierRules verifiers,
    Duration greetAfter,
    Duration acceptPatience,
    Patience patience,
    Throttles throttles,
    boolean isStatusPublic,
    TicketRules tickets) {
  /**
   * {@code seal} gives the present one, as keys change, for an account with this verifier; for
   * {@code renewable} after the password a client comes back by tickets.
   */
  public record TicketRules(Function<ScramVerifier, TicketSeal> seal, Duration renewable) {
    /** With a key that only this process has: others do not know its tickets. */
    static TicketRules ofProcess() {
      var seal = TicketSeal.of("", List.of(ClusterKey.draw(new SecureRandom(), Instant.EPOCH)));
      return new TicketRules(verifier -> seal, Duration.ofDays(1));
    }
  }

  /**
   * A client that can answer is asked whether it is alive after {@code pingAfter} of silence, and
   * is disconnected {@code answerWithin} after its socket took the question if it has not answered.
   */
  public record Patience(Duration pingAfter, Duration answerWithin) {}

  /**
   * A client that has not logged in must send its first line within {@code firstLine}, and each
   * further one within {@code betweenLines}. {@code logins} are those of one account, and {@code
   * sends} the messages of one session, of clients that are not on this machine.
   */
  public record Throttles(
      ConnectionShares.Limits connections,
      Duration firstLine,
      Duration betweenLines,
      Registrations.Limits registrations,
      Rate logins,
      Rate sends) {
    private static final Duration LONG = Duration.ofDays(1);

    /** The heap that connections before login may take, one part in this many. */
    private static final int ONE_PART_IN = 16;

    /** An open connection without a login, with its actors and the line that it may have begun. */
    private static final int CONNECTION_BYTES = 12 * 1024;

    /** The connections before login that a node with a heap of this size has room for. */
    public static int fittingBeforeLogin(long heapBytes) {
      return (int) Math.min(Integer.MAX_VALUE, heapBytes / ONE_PART_IN / CONNECTION_BYTES);
    }

    /** Limits over all connections only. */
    static Throttles none(int maxConnections) {
      return new Throttles(
          ConnectionShares.Limits.of(maxConnections),
          LONG,
          LONG,
          Registrations.Limits.NONE,
          Rate.UNLIMITED,
          Rate.UNLIMITED);
    }
  }

  /** Settings without throttles and secrets, of a node by itself whose status is for users only. */
  public SessionSettings(
      Endpoint server,
      int httpPort,
      int maxConnections,
      int passwordIterations,
      Duration greetAfter,
      Duration acceptPatience,
      Patience patience) {
    this(
        server,
        httpPort,
        new VerifierRules(passwordIterations, new byte[] {0}),
        greetAfter,
        acceptPatience,
        patience,
        Throttles.none(maxConnections),
        false,
        TicketRules.ofProcess());
  }

  public static final Duration DEFAULT_ACCEPT_PATIENCE = Duration.ofSeconds(1);
}
