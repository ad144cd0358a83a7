package dev.parley.transport.clients;

/** The memory that a node has for what goes to all its clients, and for what comes from them. */
public record ClientMemory(OutboundBudget outbound, InboundBudget inbound) {
  /** The usual parts of the heap. */
  public static ClientMemory ofHeap() {
    return new ClientMemory(OutboundBudget.ofMemory(), InboundBudget.ofMemory());
  }
}
