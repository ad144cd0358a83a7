package dev.parley.transport;

/** The outcome of opening a socket at the start of the node; sent once. */
public sealed interface BindResult {
  enum Succeeded implements BindResult {
    INSTANCE
  }

  /** The node cannot run; {@code sentence} gives the reason and what to do. */
  record Failed(String sentence) implements BindResult {}
}
