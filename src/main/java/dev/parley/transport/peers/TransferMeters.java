package dev.parley.transport.peers;

import akka.NotUsed;
import akka.actor.typed.ActorSystem;
import akka.stream.javadsl.Flow;
import akka.util.ByteString;
import dev.parley.metrics.NodeMetrics;
import io.micrometer.core.instrument.Counter;

/** Counts the bytes of states that members fetch of each other. */
enum TransferMeters {
  SENT("sent"),
  RECEIVED("received");

  private final String direction;

  TransferMeters(String direction) {
    this.direction = direction;
  }

  /** Passes everything on. */
  Flow<ByteString, ByteString, NotUsed> counting(ActorSystem<?> system) {
    Counter counter =
        NodeMetrics.of(system)
            .meters()
            .counter(
                "parley.state.transfer.bytes",
                "Bytes of states that members fetch of each other",
                "direction",
                direction);
    return Flow.of(ByteString.class)
        .map(
            bytes -> {
              counter.increment(bytes.size());
              return bytes;
            });
  }
}
