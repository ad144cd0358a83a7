package dev.parley;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The outcome of a node's run, reported by its actors to the thread that started it. Safe for
 * several threads.
 */
final class StartResult {
  private final CompletableFuture<Optional<String>> started = new CompletableFuture<>();
  private volatile String lastWords = "";
  private volatile boolean isUnbound;

  /** The node is ready; has no effect if it failed before. */
  void ready() {
    started.complete(Optional.empty());
  }

  /** The node could not start, for the reason in the sentence. */
  void failed(String sentence) {
    started.complete(Optional.of(sentence));
  }

  /** The same of an address that is in use or not there: it may be free the next time. */
  void unbound(String sentence) {
    isUnbound = true;
    failed(sentence);
  }

  /** Whether another start may succeed where this one did not. */
  boolean isUnbound() {
    return isUnbound;
  }

  /** The node must end, for the reason in the sentence; the first reason counts. */
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
   * Completes with nothing when the node is ready, or with the sentence that gives the reason why
   * it is not.
   */
  CompletableFuture<Optional<String>> started() {
    return started;
  }
}
