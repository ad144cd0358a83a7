package dev.parley.transport.clients;

import dev.parley.metrics.Meters;

/** The memory that a node has for what goes to all its clients, and for what comes from them. */
public record ClientMemory(OutboundBudget outbound, InboundBudget inbound) {
  /** The usual parts of the heap. */
  public static ClientMemory ofHeap() {
    return new ClientMemory(OutboundBudget.ofMemory(), InboundBudget.ofMemory());
  }

  /** Lets the node give what is held at present. */
  public void register(Meters meters) {
    meters.gauge(
        "parley.output.queued.bytes", "Output that clients have not taken yet", outbound::used);
    meters.gauge("parley.input.held.bytes", "Input that waits for its turn", inbound::used);
  }
}
