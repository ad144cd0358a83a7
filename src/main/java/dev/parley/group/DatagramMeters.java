package dev.parley.group;

import akka.actor.typed.ActorSystem;
import dev.parley.metrics.NodeMetrics;
import io.micrometer.core.instrument.Counter;

/** Counts the datagrams of a node. */
final class DatagramMeters {
  private static final String COUNTED = "Datagrams among servers; one to a group counts once";

  private final Counter sent;
  private final Counter received;
  private final Counter malformed;

  DatagramMeters(ActorSystem<?> system) {
    var meters = NodeMetrics.of(system).meters();
    sent = meters.counter("parley.datagrams", COUNTED, "direction", "sent");
    received = meters.counter("parley.datagrams", COUNTED, "direction", "received");
    malformed =
        meters.counter("parley.datagrams.malformed", "Datagrams that are none of this protocol");
  }

  void onSent() {
    sent.increment();
  }

  void onReceived() {
    received.increment();
  }

  void onMalformed() {
    malformed.increment();
  }
}
