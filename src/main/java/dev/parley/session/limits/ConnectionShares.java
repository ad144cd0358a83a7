package dev.parley.session.limits;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Bounds the connections of a node, in all and of one address, and among them those that have not
 * logged in, which anybody can open. An address that has too many connections is refused another;
 * of those before login the oldest of the address makes room for the newest, so that somebody who
 * wants to log in is not kept out by connections that only stand open.
 *
 * @param <S> a connection, equal only to itself
 */
public final class ConnectionShares<S> {
  /**
   * At most {@code connections} at a time; of them {@code beforeLogin} that have not logged in; of
   * one address a {@code share} of what the others leave of both, and at most {@code
   * beyondLoopback} if the address is not on this machine.
   */
  public record Limits(int connections, int beforeLogin, FairShare share, int beyondLoopback) {
    /** Limits over all connections only. */
    public static Limits of(int connections) {
      return new Limits(connections, connections, new FairShare(1), connections);
    }
  }

  private static final class Held<S> {
    private int open;
    private final Set<S> beforeLogin = new LinkedHashSet<>(); // the oldest first
  }

  private final Limits limits;
  private final Map<String, Held<S>> addresses = new HashMap<>();
  private int open;
  private int beforeLogin;

  public ConnectionShares(Limits limits) {
    this.limits = limits;
  }

  /** The sentence for a client whose connection is one too many. */
  public Optional<String> refusal(ClientAddress from) {
    if (open >= limits.connections()) {
      return Optional.of(
          "This server is full ("
              + open
              + " connections): connect to another one, or try again later.");
    }
    var held = addresses.get(from.share());
    int own = held == null ? 0 : held.open;
    boolean mayHaveMore =
        limits.share().mayTake(own, open, limits.connections())
            && (from.isLoopback() || own < limits.beyondLoopback());
    if (!mayHaveMore) {
      return Optional.of(
          "Your address has as many connections here as it may have ("
              + own
              + "): close one, or connect to another server.");
    }
    if (beforeLogin >= limits.beforeLogin() && (held == null || held.beforeLogin.isEmpty())) {
      return Optional.of(
          "Too many clients are about to log in here: connect to another server, or try again in a"
              + " minute.");
    }
    return Optional.empty();
  }

  /** A connection that was not refused is open; returns the one that must end for it, if any. */
  public Optional<S> onOpened(S connection, ClientAddress from) {
    var held = addresses.computeIfAbsent(from.share(), a -> new Held<>());
    var oldest = held.beforeLogin.stream().findFirst();
    boolean fits =
        limits.share().mayTake(held.beforeLogin.size(), beforeLogin, limits.beforeLogin());
    var ended = fits ? Optional.<S>empty() : oldest;
    ended.ifPresent(one -> leaveBeforeLogin(held, one));
    open++;
    held.open++;
    enterBeforeLogin(held, connection);
    return ended;
  }

  public void onLoggedIn(S connection, ClientAddress from) {
    var held = addresses.get(from.share());
    if (held != null) leaveBeforeLogin(held, connection);
  }

  /** The connection stays open, and is again one before login. */
  public void onLoggedOut(S connection, ClientAddress from) {
    var held = addresses.get(from.share());
    if (held != null) enterBeforeLogin(held, connection);
  }

  /** The connection of an address that had it open is closed. */
  public void onClosed(S connection, ClientAddress from) {
    var held = addresses.get(from.share());
    if (held == null) return;
    leaveBeforeLogin(held, connection);
    open--;
    held.open--;
    if (held.open == 0) addresses.remove(from.share());
  }

  private void enterBeforeLogin(Held<S> held, S connection) {
    if (held.beforeLogin.add(connection)) beforeLogin++;
  }

  private void leaveBeforeLogin(Held<S> held, S connection) {
    if (held.beforeLogin.remove(connection)) beforeLogin--;
  }

  public int open() {
    return open;
  }

  int beforeLogin() {
    return beforeLogin;
  }
}
