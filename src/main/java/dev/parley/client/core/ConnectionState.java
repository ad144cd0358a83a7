package dev.parley.client.core;

import dev.parley.client.core.ClientOutput.Dial;
import dev.parley.client.core.ClientOutput.Seek;
import dev.parley.client.core.ClientOutput.Tell;
import java.util.ArrayList;
import java.util.List;

/**
 * The state of the connection to a server: when to try the next one, how long to wait for it, when
 * to look for others, and when to report that no server answers.
 */
final class ConnectionState {
  /** A server that has been silent for this long is asked for a sign of life. */
  static final long QUIET_MS = 3_000;

  /** After the question, while connecting, and until its first line, it has this long. */
  static final long PATIENCE_MS = 3_000;

  /**
   * A server that has a message of the user and has been silent for this long is asked. Accepting
   * takes milliseconds; a busy server may need a second.
   */
  static final long SENT_QUIET_MS = 1_000;

  /**
   * Then it has this long: a user who writes to a server that is paused is connected elsewhere in 3
   * s.
   */
  static final long SENT_PATIENCE_MS = 1_500;

  /** A server that answers may take this long for a login: passwords wait for each other. */
  static final long LOGIN_PATIENCE_MS = 20_000;

  /** How often the multicast group is asked for servers while none answers. */
  static final long SEEK_EVERY_MS = 3_000;

  /**
   * After this long without an answer the user is notified: more than a datagram's answer takes.
   */
  static final long TELL_AFTER_MS = 1_500;

  enum Phase {
    /** There are no credentials to log in with. */
    WAITING,
    /** No connection; the next attempt is due at {@code dueMs}. */
    APART,
    DIALLING,
    LOGGING_IN,
    ONLINE,
    /** The user has left. */
    OVER
  }

  /** The action that is due. */
  enum Due {
    NOTHING,
    TRAVEL,
    /** Ask the server whether it is there. */
    ASK,
    /** The server does not answer. */
    GIVE_UP
  }

  private final ServerRotation rotation;
  private Phase phase = Phase.WAITING;
  private String server = "";
  private long dueMs;
  private long seekDueMs;
  private long apartSinceMs;
  private boolean isAsked;
  private boolean isTold;

  ConnectionState(ServerRotation rotation) {
    this.rotation = rotation;
  }

  boolean is(Phase asked) {
    return phase == asked;
  }

  /** Where the client is, or tries to be. */
  String server() {
    return server;
  }

  /** There is no server from now on. */
  void apartFrom(long nowMs) {
    apartSinceMs = nowMs;
  }

  /** Goes to the next server, or waits until there is one; {@code waiting} messages wait too. */
  List<ClientOutput> travel(int waiting, long nowMs) {
    var next = rotation.next();
    if (next.isPresent()) {
      server = next.get();
      phase = Phase.DIALLING;
      dueMs = nowMs + PATIENCE_MS;
      return List.of(new Dial(server));
    }
    restUntil(nowMs + rotation.pauseMs());
    var outputs = new ArrayList<ClientOutput>();
    if (nowMs >= seekDueMs) {
      seekDueMs = nowMs + SEEK_EVERY_MS;
      outputs.add(Seek.INSTANCE);
    }
    if (!isTold && nowMs - apartSinceMs >= TELL_AFTER_MS) {
      isTold = true;
      outputs.add(new Tell(new ClientEvent.NobodyAnswers(waiting)));
    }
    return outputs;
  }

  /** Lets the servers have {@code atLeastMs}, and more each time that there is none. */
  void rest(long atLeastMs, long nowMs) {
    restUntil(nowMs + Math.max(rotation.pauseMs(), atLeastMs));
  }

  /** Tries nothing before {@code untilMs}. */
  void restUntil(long untilMs) {
    phase = Phase.APART;
    dueMs = untilMs;
  }

  /** Tries nothing before the user has given credentials; this server is the first to get them. */
  void stop() {
    phase = Phase.WAITING;
    rotation.arrived();
    rotation.prefer(server);
  }

  void end() {
    phase = Phase.OVER;
  }

  /** A server has taken the connection: its machine lives, but the server itself? */
  void onReached(long nowMs) {
    phase = Phase.LOGGING_IN;
    dueMs = nowMs + PATIENCE_MS;
  }

  /** The user is in. */
  void onWelcome(long nowMs) {
    phase = Phase.ONLINE;
    isTold = false;
    rotation.arrived();
    onHeard(nowMs);
  }

  /** The server has said something. */
  void onHeard(long nowMs) {
    isAsked = false;
    if (phase == Phase.LOGGING_IN) dueMs = nowMs + LOGIN_PATIENCE_MS;
    if (phase == Phase.ONLINE) dueMs = nowMs + QUIET_MS;
  }

  /** The server was asked whether it is there. */
  void onAsked(long nowMs) {
    isAsked = true;
    dueMs = nowMs + PATIENCE_MS;
  }

  /** A message waits for the server's answer; to be called again and again while it does. */
  void onMessageAwaited(long nowMs) {
    dueMs = Math.min(dueMs, nowMs + (isAsked ? SENT_PATIENCE_MS : SENT_QUIET_MS));
  }

  Due due(long nowMs) {
    if (nowMs < dueMs) return Due.NOTHING;
    return switch (phase) {
      case APART -> Due.TRAVEL;
      case DIALLING, LOGGING_IN -> Due.GIVE_UP;
      case ONLINE -> isAsked ? Due.GIVE_UP : Due.ASK;
      case WAITING, OVER -> Due.NOTHING;
    };
  }
}
