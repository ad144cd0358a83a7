package dev.parley.group;

import akka.actor.typed.ActorSystem;
import dev.parley.metrics.Meters;
import dev.parley.metrics.NodeMetrics;
import dev.parley.security.BusSeal.Reason;
import io.micrometer.core.instrument.Counter;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Counts the datagrams of a node. */
final class DatagramMeters {
  private static final String COUNTED = "Datagrams among servers; one to a group counts once";
  private static final String LEFT_OUT = "Received datagrams that had no effect";

  private final Counter sent;
  private final Counter received;

  /** Greetings and a node's own datagrams are no loss. */
  private final Map<Reason, Counter> dropped = new EnumMap<>(Reason.class);

  DatagramMeters(ActorSystem<?> system) {
    var meters = NodeMetrics.of(system).meters();
    sent = meters.counter("parley.datagrams", COUNTED, "direction", "sent");
    received = meters.counter("parley.datagrams", COUNTED, "direction", "received");
    for (var reason : Reason.values())
      if (reason != Reason.GREETING && reason != Reason.OWN)
        dropped.put(reason, dropped(meters, reason));
  }

  private static Counter dropped(Meters meters, Reason reason) {
    var word = reason.name().toLowerCase(Locale.ROOT);
    return meters.counter("parley.datagrams.dropped", LEFT_OUT, "reason", word);
  }

  void onSent() {
    sent.increment();
  }

  void onReceived() {
    received.increment();
  }

  void onDropped(Reason reason) {
    Optional.ofNullable(dropped.get(reason)).ifPresent(Counter::increment);
  }
}
