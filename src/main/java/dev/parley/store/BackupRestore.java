package dev.parley.store;

import dev.parley.config.ConfigProblem;
import dev.parley.files.DiskRoom;
import dev.parley.store.backup.BackupFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.util.random.RandomGenerator;

/**
 * Makes a new member that begins with what a backup has. It gets a name of its own: under the old
 * one it would number messages anew that others have, and vote against promises that it has lost.
 * What the group knows beyond the backup comes when it joins, as to a server that was away.
 */
public final class BackupRestore {
  private static final String FRESH = SqlStore.FILE + ".new";

  private BackupRestore() {}

  /**
   * Returns a sentence about what was done in {@code data}, which must have no node in it;
   * ConfigProblem if nothing was.
   */
  public static String run(
      Path data, String cluster, int port, RandomGenerator random, Path backup) {
    // Before a directory is made.
    var file = BackupFile.open(backup);
    requireCluster(file, backup, cluster);
    try (var directory = NodeDirectory.open(data)) {
      requireEmpty(directory);
      var name = NodeIdentity.drawName(port, random);
      fill(data, file, name);
      NodeIdentity.newcomer(directory, cluster, name, random);
      var origin = file.manifest().origin();
      return "The backup of %s (cluster '%s', made at %s) is in %s, where this node is %s now: start it as ever."
          .formatted(origin.node(), origin.cluster(), origin.madeAt(), data, name);
    } catch (IOException e) {
      throw new ConfigProblem(
          "The backup " + backup + " was not restored to " + data + ": " + e.getMessage());
    }
  }

  private static void requireCluster(BackupFile file, Path backup, String cluster) {
    var own = file.manifest().origin().cluster();
    if (own.equals(cluster)) return;
    throw new ConfigProblem(
        "The backup "
            + backup
            + " is of the cluster '"
            + own
            + "', not of '"
            + cluster
            + "': give the right --cluster, or another file.");
  }

  private static void requireEmpty(NodeDirectory directory) throws IOException {
    if (!Files.exists(directory.path().resolve(NodeDirectory.FILE))
        && !SqlStore.isIn(directory.path())) return;
    throw new ConfigProblem(
        "The data directory "
            + directory.path()
            + " has a node in it: move it away, or give another --data. A backup becomes a new"
            + " member, in a directory without one.");
  }

  /** The store gets its name last, so that a crash leaves none, or a whole one. */
  private static void fill(Path data, BackupFile file, String name) throws IOException {
    var fresh = data.resolve(FRESH);
    Files.deleteIfExists(fresh);
    try {
      file.extract(fresh, DiskRoom.at(data));
      adopt(data, fresh, name);
      Files.move(
          fresh,
          data.resolve(SqlStore.FILE),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  /** The store is that of {@code name} from now on; its next start gives it an id. */
  private static void adopt(Path data, Path fresh, String name) throws IOException {
    SqliteLibrary.placeIn(data);
    try (var connection = SqlDialect.SQLITE.connect("jdbc:sqlite:" + fresh)) {
      connection.setAutoCommit(false);
      new SqlSchema(connection, SqlDialect.SQLITE, "of the backup").giveTo(name);
      connection.commit();
    } catch (SQLException e) {
      throw new ConfigProblem(
          "The store in the backup cannot be read (" + e.getMessage() + "): take another backup.");
    }
  }
}
