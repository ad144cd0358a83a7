package dev.parley;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * How a node's life goes, told by its actors to the thread that started it. Safe for several
 * threads.
 */
final class StartResult {
  private final CompletableFuture<Optional<String>> started = new CompletableFuture<>();
  private volatile String lastWords = "";

  /** The node is ready; tells nothing if it failed before. */
  void ready() {
    started.complete(Optional.empty());
  }

  /** The node could not start, for the reason that the sentence says. */
  void failed(String sentence) {
    started.complete(Optional.of(sentence));
  }

  /** The node must end, for the reason that the sentence says; the first reason counts. */
  synchronized void broken(String sentence) {
    if (lastWords.isEmpty()) lastWords = sentence;
    failed(sentence);
  }

  boolean isBroken() {
    return !lastWords.isEmpty();
  }

  /** Why the node ended; empty if it was asked to. */
  String lastWords() {
    return lastWords;
  }

  /**
   * Completes with nothing when the node is ready, or with the sentence that says why it is not.
   */
  CompletableFuture<Optional<String>> started() {
    return started;
  }
}
