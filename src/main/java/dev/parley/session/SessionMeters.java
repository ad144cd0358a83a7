package dev.parley.session;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Extension;
import akka.actor.typed.ExtensionId;
import dev.parley.chat.model.Refusal;
import dev.parley.metrics.Meters;
import dev.parley.metrics.NodeMetrics;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** What clients do, counted over all sessions of a node. Safe for several threads. */
final class SessionMeters implements Extension {
  /** The dialects in which clients speak; {@link #NONE} of those that have said nothing. */
  enum Kind {
    NONE,
    TEXT,
    JSON,
    IRC
  }

  /** What a client showed to log in. */
  enum Shown {
    PASSWORD,
    PROOF,
    TICKET
  }

  private static final class Id extends ExtensionId<SessionMeters> {
    @Override
    public SessionMeters createExtension(ActorSystem<?> system) {
      return new SessionMeters(NodeMetrics.of(system).meters());
    }
  }

  private static final Id ID = new Id();

  private final Clock clock;
  private final Map<Kind, AtomicInteger> connected = new EnumMap<>(Kind.class);
  private final Map<Kind, AtomicInteger> open = new EnumMap<>(Kind.class);
  private final Map<Shown, Counter> logins = new EnumMap<>(Shown.class);
  private final Map<Refusal.Code, Counter> refused = new EnumMap<>(Refusal.Code.class);
  private final Counter displayed;
  private final Timer accepted;
  private final Timer delivered;

  SessionMeters(Meters meters) {
    clock = meters.clock();
    for (var kind : Kind.values()) {
      var connections = new AtomicInteger();
      connected.put(kind, connections);
      meters.gauge(
          "parley.connections", "Connections of clients", "dialect", word(kind), connections::get);
      if (kind == Kind.NONE) continue;
      var count = new AtomicInteger();
      open.put(kind, count);
      meters.gauge("parley.sessions", "Users logged in", "dialect", word(kind), count::get);
    }
    for (var shown : Shown.values())
      logins.put(shown, meters.counter("parley.logins", "Logins", "by", word(shown)));
    for (var code : Refusal.Code.values())
      refused.put(code, meters.counter("parley.refused", "Refused requests", "code", code.name()));
    displayed =
        meters.counter("parley.messages.displayed", "Messages that clients have acknowledged");
    // From one machine at rest to the time after which every client has been told of a delay.
    accepted =
        meters.timer(
            "parley.accept",
            "From a client's message to its acceptance",
            1,
            2,
            5,
            10,
            25,
            50,
            100,
            250,
            500,
            1_000,
            2_500,
            5_000);
    // From a reader who looks to one who was away for a day.
    delivered =
        meters.timer(
            "parley.delivery",
            "From a message's acceptance to its display",
            10,
            25,
            50,
            100,
            250,
            500,
            1_000,
            2_500,
            10_000,
            60_000,
            600_000,
            3_600_000,
            86_400_000);
  }

  /** The meters of the node that {@code system} is. */
  static SessionMeters of(ActorSystem<?> system) {
    return ID.apply(system);
  }

  /**
   * So that every figure is there, as 0, before somebody comes: an increase is measured from it.
   */
  static void prepare(ActorSystem<?> system) {
    system.registerExtension(ID);
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  void onConnected(Kind kind) {
    count(connected, kind).incrementAndGet();
  }

  void onDisconnected(Kind kind) {
    count(connected, kind).decrementAndGet();
  }

  void onOpened(Kind kind, Shown shown) {
    count(open, kind).incrementAndGet();
    count(logins, shown).increment();
  }

  void onEnded(Kind kind) {
    count(open, kind).decrementAndGet();
  }

  /** The time by which meters measure, from an arbitrary origin. */
  long nowNanos() {
    return clock.monotonicTime();
  }

  void onAccepted(long waitedNanos) {
    accepted.record(waitedNanos, TimeUnit.NANOSECONDS);
  }

  /** A message was displayed so long after it was accepted, by the clocks of two servers. */
  void onDelivered(long waitedMs) {
    delivered.record(Math.max(0, waitedMs), TimeUnit.MILLISECONDS);
  }

  void onRefused(Refusal.Code code) {
    count(refused, code).increment();
  }

  void onDisplayed(long messages) {
    displayed.increment((double) messages);
  }

  private static <K extends Enum<K>, C> C count(Map<K, C> counts, K of) {
    return Objects.requireNonNull(counts.get(of));
  }
}
