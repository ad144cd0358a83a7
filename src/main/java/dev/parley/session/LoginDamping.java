package dev.parley.session;

import dev.parley.chat.model.UserName;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Slows down clients of one user that log each other out again and again: a user has so many
 * sessions, and a client beyond them that connects again by itself takes the place of another.
 * After some rounds the next login by password is refused for a time that doubles, so that one of
 * the clients stays out.
 *
 * <p>A client that comes back after a broken connection is not slowed down: a client with an id of
 * its own counts only if another client of this node has taken its place.
 */
final class LoginDamping {
  /**
   * A session that is replaced sooner than this after its login was hardly replaced by a person.
   */
  static final long SHORT_MS = 60_000;

  /**
   * This many rounds are free: people who move from one device to another and back do not do so
   * this often in a minute.
   */
  static final int FREE_ROUNDS = 3;

  static final long FIRST_DELAY_MS = 30_000;
  static final long MAX_DELAY_MS = 15 * 60_000;

  /** At most this many users are remembered; those who logged in longest ago are forgotten. */
  static final int MAX_USERS = 10_000;

  private static final class Rounds {
    Optional<String> latestClient = Optional.empty();
    int inARow;
    long delayMs;
    long refusedUntilMs = Long.MIN_VALUE;
  }

  private final Map<UserName, Rounds> users = new LinkedHashMap<>();

  /**
   * A client has logged in. {@code client} is the id that it keeps for its whole life, if it has
   * one.
   */
  void onLogin(UserName name, Optional<String> client) {
    var rounds = users.remove(name);
    if (rounds == null) rounds = new Rounds();
    rounds.latestClient = client;
    users.put(name, rounds);
    if (users.size() > MAX_USERS) users.remove(users.keySet().iterator().next());
  }

  /** A session of {@code client} was replaced {@code livedMs} after its login. */
  void onReplaced(UserName name, Optional<String> client, long livedMs, long nowMs) {
    var rounds = users.get(name);
    if (rounds == null) return;
    if (client.isPresent() && rounds.latestClient.equals(client)) return;
    // A client that was refused for a long time takes the session back as soon as it may.
    if (livedMs > Math.max(SHORT_MS, 2 * rounds.delayMs)) {
      rounds.inARow = 0;
      rounds.delayMs = 0;
      return;
    }
    rounds.inARow++;
    if (rounds.inARow < FREE_ROUNDS) return;
    rounds.delayMs = Math.min(MAX_DELAY_MS, Math.max(FIRST_DELAY_MS, 2 * rounds.delayMs));
    rounds.refusedUntilMs = nowMs + rounds.delayMs;
  }

  /** A session ended by itself: its place is free for any client. */
  void onEnded(UserName name) {
    var rounds = users.get(name);
    if (rounds != null) rounds.refusedUntilMs = Long.MIN_VALUE;
  }

  /** How long a login by password has to wait; 0 if it may proceed. */
  long retryAfterMs(UserName name, long nowMs) {
    var rounds = users.get(name);
    return rounds == null || nowMs >= rounds.refusedUntilMs ? 0 : rounds.refusedUntilMs - nowMs;
  }
}
