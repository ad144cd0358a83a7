package dev.parley.node;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * How a node's life goes, told by its actors to the thread that started it. Safe for several
 * threads.
 */
public final class NodeOutcome {
  private final CompletableFuture<Optional<String>> started = new CompletableFuture<>();

  /** The node is ready; tells nothing if it failed before. */
  public void ready() {
    started.complete(Optional.empty());
  }

  /** The node could not start, for the reason that the sentence says. */
  public void failed(String sentence) {
    started.complete(Optional.of(sentence));
  }

  /**
   * Completes with nothing when the node is ready, or with the sentence that says why it is not.
   */
  public CompletableFuture<Optional<String>> started() {
    return started;
  }
}
