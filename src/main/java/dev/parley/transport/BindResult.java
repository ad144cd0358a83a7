package dev.parley.transport;

/** How opening a socket at the start of the node went; told once. */
public sealed interface BindResult {
  enum Succeeded implements BindResult {
    INSTANCE
  }

  /** The node cannot run; {@code sentence} says why and what to do. */
  record Failed(String sentence) implements BindResult {}
}
