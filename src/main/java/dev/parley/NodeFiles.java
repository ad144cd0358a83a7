package dev.parley;

import dev.parley.config.ConfigProblem;
import dev.parley.config.NodeSettings;
import dev.parley.node.ChatStore;
import dev.parley.node.StoreException;
import dev.parley.store.HistoryFile;
import dev.parley.store.NodeIdentity;
import dev.parley.store.SqlStore;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * What a node keeps on disk. {@code chat} completes when it is read, or with a {@link
 * ConfigProblem}; it holds nothing for a node that keeps no accounts and mail.
 */
record NodeFiles(
    NodeIdentity identity, HistoryFile history, CompletableFuture<Optional<OpenStore>> chat) {
  /** A store, and what it had when it was opened. */
  record OpenStore(ChatStore store, ChatStore.Kept kept) {}

  /** Reads accounts and mail while the caller goes on: it takes as long as starting the actors. */
  static NodeFiles open(NodeSettings settings, NodeIdentity identity, HistoryFile history) {
    return new NodeFiles(
        identity, history, CompletableFuture.supplyAsync(() -> chat(settings, identity.node())));
  }

  private static Optional<OpenStore> chat(NodeSettings settings, String node) {
    var where = settings.store();
    if (!where.isKept()) return Optional.empty();
    var owner = new SqlStore.Owner(settings.cluster(), node);
    var store =
        where.isInDataDirectory()
            ? SqlStore.open(settings.data(), owner)
            : SqlStore.open(where.place(), owner);
    try {
      return Optional.of(new OpenStore(store, store.load()));
    } catch (StoreException e) {
      store.close();
      throw new ConfigProblem(String.valueOf(e.getMessage()));
    }
  }
}
