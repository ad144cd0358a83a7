package dev.parley.client.core;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/**
 * Where to go next. The servers that are known are tried in turn; when none of them answered, there
 * is a pause, which grows, before the next round.
 */
final class ServerRotation {
  /** The pause after the first fruitless round; each further one doubles it. */
  static final long FIRST_PAUSE_MS = 100;

  static final long MAX_PAUSE_MS = 3_000;

  /** Of a list that a server sends. */
  static final int MAX_SERVERS = 64;

  private final LinkedHashSet<String> given;
  private List<String> known = List.of();
  private final ArrayList<String> left = new ArrayList<>();
  private long pauseMs = FIRST_PAUSE_MS;

  /**
   * {@code given}: the servers that the user named; they stay, whatever the servers report of each
   * other.
   */
  ServerRotation(List<String> given, List<String> known) {
    this.given = new LinkedHashSet<>(given);
    this.known = known.stream().limit(MAX_SERVERS).toList();
    startRound();
  }

  /** The servers have listed themselves, nearest first. */
  void learn(List<String> servers) {
    if (servers.isEmpty()) return;
    known = servers.stream().limit(MAX_SERVERS).toList();
    left.removeIf(server -> !known.contains(server) && !given.contains(server));
    for (var server : known) if (!left.contains(server)) left.add(server);
  }

  /** The next server goes first: where a server, the leader or a datagram sends us. */
  void prefer(String server) {
    left.remove(server);
    left.add(0, server);
  }

  /** This one was good and is lost: a new round begins, and it comes last. */
  void avoid(String server) {
    startRound();
    if (left.remove(server)) left.add(server);
  }

  /** This one cannot take us now: the last of this round. */
  void again(String server) {
    if (!left.contains(server)) left.add(server);
  }

  /** Nothing when all have been tried; then there is {@link #pauseMs} to wait. */
  Optional<String> next() {
    if (!left.isEmpty()) return Optional.of(left.remove(0));
    startRound();
    return Optional.empty();
  }

  /** How long to wait after a fruitless round; longer each time. */
  long pauseMs() {
    long pause = pauseMs;
    pauseMs = Math.min(MAX_PAUSE_MS, 2 * pauseMs);
    return pause;
  }

  /** A server has answered. */
  void arrived() {
    pauseMs = FIRST_PAUSE_MS;
    startRound();
  }

  List<String> known() {
    return known;
  }

  private void startRound() {
    left.clear();
    left.addAll(known);
    for (var server : given) if (!left.contains(server)) left.add(server);
  }
}
