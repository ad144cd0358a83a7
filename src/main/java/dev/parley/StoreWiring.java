package dev.parley;

import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.Terminated;
import dev.parley.config.ConfigProblem;
import dev.parley.replica.ChatStore;
import dev.parley.replica.HistorySource;
import dev.parley.replica.Journal;
import dev.parley.replica.StoreException;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/**
 * Starts the writer of the store, and finds the sentence for one that cannot be opened or written.
 */
final class StoreWiring {
  private StoreWiring() {}

  /** Waits until the store is read; a sentence if it cannot be. */
  static Optional<String> problem(NodeFiles files) {
    try {
      files.chat().join();
      return Optional.empty();
    } catch (CompletionException e) {
      var cause = e.getCause();
      return Optional.of(
          cause instanceof ConfigProblem ? String.valueOf(cause.getMessage()) : cause + ".");
    }
  }

  /** The writer of a store that is read, and the store itself for its readers. */
  record Opened(Optional<Journal.Opened> journal, Optional<ChatStore> store) {
    HistorySource openHistory() {
      return store.orElseThrow().openHistory();
    }
  }

  static Opened open(VitalActors parts, NodeFiles files) {
    var dispatcher = DispatcherSelector.fromConfig("parley.journal-dispatcher");
    var chat = files.chat().join();
    var journal =
        chat.map(
            open -> {
              var writer = parts.spawn(Journal.create(open.store()), "journal", dispatcher);
              return new Journal.Opened(open.loaded(), writer);
            });
    return new Opened(journal, chat.map(NodeFiles.OpenStore::store));
  }

  /** The store's sentence if {@code terminated} ended with it. */
  static Optional<String> lastWords(Terminated terminated) {
    return terminated instanceof akka.actor.typed.ChildFailed failed
            && failed.getCause() instanceof StoreException problem
        ? Optional.of(String.valueOf(problem.getMessage()))
        : Optional.empty();
  }
}
