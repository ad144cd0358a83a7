package dev.parley.transport.clients;

import dev.parley.session.limits.ClientAddress;
import dev.parley.session.limits.ConnectionsByAddress;
import java.util.Optional;

/**
 * Bounds the connections of a listener that must be encrypted and have no session yet, so that
 * {@link dev.parley.session.limits.ConnectionShares} does not count them. An address that has too
 * many is refused another. If there are too many in all, the oldest one of the address with the
 * most makes room for the newest: somebody who has many addresses keeps nobody out for long.
 *
 * @param <C> a connection, equal only to itself
 */
final class EntranceShares<C> {
  /**
   * A handshake takes a fraction of a second, so that the users of one office are through soon, and
   * those that come at the same moment try again. A quarter of the connections that one address may
   * have.
   */
  static final int PER_ADDRESS = 16;

  /**
   * One takes some 60 KB of memory while its handshake lasts, so all take 30 MB; and a descriptor.
   */
  static final int IN_ALL = 512;

  private final ConnectionsByAddress<C> waiting = new ConnectionsByAddress<>();

  /** False if a connection from there is to be closed at once. */
  boolean mayEnter(ClientAddress from) {
    return waiting.count(from.share()) < PER_ADDRESS;
  }

  /** A connection that may enter does; returns the one that must end for it, if any. */
  Optional<C> onEntered(C connection, ClientAddress from) {
    var ended = waiting.size() < IN_ALL ? Optional.<C>empty() : waiting.oldestOfTheMost();
    ended.ifPresent(waiting::leave);
    waiting.enter(connection, from.share());
    return ended;
  }

  /** The connection has a session or is closed; nothing happens if it left before. */
  void onLeft(C connection) {
    waiting.leave(connection);
  }

  int waiting() {
    return waiting.size();
  }
}
