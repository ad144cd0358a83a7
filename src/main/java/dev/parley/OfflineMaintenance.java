package dev.parley;

import dev.parley.config.ConfigProblem;
import dev.parley.config.NodeSettings;
import dev.parley.replica.ChatStore;
import dev.parley.store.BackupRestore;
import dev.parley.store.EpochReset;
import dev.parley.store.IdentityRenewal;
import dev.parley.store.NodeIdentity;
import dev.parley.store.SqlStore;
import dev.parley.store.StoreMark;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;

/** The operator's changes to the data directory of a node that does not run. */
final class OfflineMaintenance {
  private static final int DONE = 0;

  private OfflineMaintenance() {}

  /** The node becomes a new member when it starts next. ConfigProblem if its data is in order. */
  static void renew(NodeSettings settings) {
    System.out.println(
        IdentityRenewal.run(
            settings.data(),
            settings.cluster(),
            settings.ports().client(),
            new SecureRandom(),
            () -> look(settings)));
  }

  private static StoreMark look(NodeSettings settings) {
    var where = settings.store();
    if (!where.isKept()) return StoreMark.none();
    return where.isInDataDirectory()
        ? SqlStore.look(settings.data())
        : SqlStore.look(where.place());
  }

  /** Gives the exit code. ConfigProblem if nothing was restored. */
  static int restore(NodeSettings settings, Path backup) {
    if (!settings.store().isInDataDirectory())
      throw new ConfigProblem(
          "A backup is restored to SQLite in the data directory (parley.store = sqlite): an empty"
              + " database of PostgreSQL gets everything from the other servers.");
    System.out.println(
        BackupRestore.run(
            settings.data(),
            settings.cluster(),
            settings.ports().client(),
            new SecureRandom(),
            backup));
    return DONE;
  }

  /** Gives the exit code. ConfigProblem if there is nothing to reset. */
  static int resetEpoch(NodeSettings settings) {
    try (var identity =
        NodeIdentity.openToReset(settings.data(), settings.cluster(), new SecureRandom())) {
      if (!settings.store().isKept()) return reset(identity, Optional.empty());
      try (var store = NodeFiles.store(settings, identity)) {
        return reset(identity, Optional.of(store));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int reset(NodeIdentity identity, Optional<? extends ChatStore> store) {
    System.out.println(EpochReset.run(identity, store));
    return DONE;
  }
}
