package dev.parley;

import dev.parley.config.ConfigProblem;
import dev.parley.config.NodeSettings;
import dev.parley.replica.ChatStore;
import dev.parley.replica.StoreException;
import dev.parley.store.EpochReset;
import dev.parley.store.NodeIdentity;
import dev.parley.store.SqlStore;
import dev.parley.store.record.RecordFile;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The files of a node. {@code key} is empty at one without a key. {@code chat} completes when it is
 * read, or with a {@link ConfigProblem}; it holds nothing for a node that keeps no accounts and
 * mail.
 */
record NodeFiles(
    NodeIdentity identity,
    Optional<NodeKey> key,
    RecordFile record,
    CompletableFuture<Optional<OpenStore>> chat) {
  /** A store, and its contents when it was opened. */
  record OpenStore(ChatStore store, ChatStore.Loaded loaded) {}

  /**
   * Reads accounts and mail while the caller continues: it takes as long as starting the actors.
   */
  static NodeFiles open(
      NodeSettings settings, NodeIdentity identity, Optional<NodeKey> key, RecordFile record) {
    return new NodeFiles(
        identity, key, record, CompletableFuture.supplyAsync(() -> chat(settings, identity)));
  }

  private static Optional<OpenStore> chat(NodeSettings settings, NodeIdentity identity) {
    var where = settings.store();
    if (!where.isKept()) {
      identity.startedWithoutStore();
      return Optional.empty();
    }
    var store = store(settings, identity);
    try {
      var kept = store.load();
      EpochReset.check(kept.state(), settings.data());
      return Optional.of(new OpenStore(store, new ChatStore.Loaded(kept)));
    } catch (ConfigProblem problem) {
      store.close();
      throw problem;
    } catch (StoreException e) {
      store.close();
      throw new ConfigProblem(String.valueOf(e.getMessage()));
    }
  }

  /** The store of a node that keeps something. */
  static SqlStore store(NodeSettings settings, NodeIdentity identity) {
    var where = settings.store();
    var owner = new SqlStore.Owner(settings.cluster(), identity.node());
    return where.isInDataDirectory()
        ? SqlStore.open(settings.data(), owner, identity, where.history())
        : SqlStore.open(where.place(), owner, identity, where.history());
  }
}
