package dev.parley.store;

import dev.parley.config.ConfigProblem;
import dev.parley.files.PrivateFiles;
import dev.parley.protocol.VersionVector;
import dev.parley.replica.ChatStore;
import dev.parley.replica.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Accounts and mail in a database: SQLite in the data directory, or PostgreSQL. A commit is one
 * transaction, durable when the database reports so; rows are by key, so the size of the database
 * follows the present state, not the history.
 */
public final class SqlStore implements ChatStore {
  static final String FILE = "chat.db";

  /**
   * The owner of the store: no other node may write to it, or its contents would be the state of
   * none.
   */
  public record Owner(String cluster, String node) {}

  private final String where;
  private final Connection connection;
  private final SqlRows rows;

  /** The contents of the tables, so that a commit writes only the differences. */
  private Map<dev.parley.protocol.MemberId, Long> delivered = new TreeMap<>();

  private SqlStore(String where, Connection connection) throws SQLException {
    this.where = where;
    this.connection = connection;
    this.rows = new SqlRows(connection);
  }

  /** Returns true if the data directory has a store. A crash may leave an empty file. */
  static boolean isIn(Path directory) {
    try {
      var file = directory.resolve(FILE);
      return Files.exists(file) && Files.size(file) > 0;
    } catch (IOException e) {
      // The code that opens it reports the fault.
      return true;
    }
  }

  /** In the data directory; created if there never was one. */
  public static SqlStore open(Path directory, Owner owner, NodeIdentity identity) {
    return open(directory, owner, (Pairing.Partner) identity);
  }

  static SqlStore open(Path directory, Owner owner, Pairing.Partner partner) {
    if (!isIn(directory)) {
      // Before anything is created: a check for a lost store must not find an empty one.
      var finding = partner.judge(Pairing.Found.NOTHING);
      if (!finding.isInOrder())
        throw new ConfigProblem(Pairing.sentence(finding, directory.resolve(FILE).toString()));
    }
    placeLibraryIn(directory);
    createIn(directory);
    return open("jdbc:sqlite:" + directory.resolve(FILE), owner, partner);
  }

  /** SQLite gives its log the rights of the database, and a new database those of the umask. */
  private static void createIn(Path directory) {
    try {
      PrivateFiles.createFile(directory.resolve(FILE));
    } catch (IOException e) {
      throw unwritable(directory, e);
    }
  }

  private static void placeLibraryIn(Path directory) {
    try {
      SqliteLibrary.placeIn(directory);
    } catch (IOException e) {
      throw unwritable(directory, e);
    }
  }

  private static ConfigProblem unwritable(Path directory, IOException cause) {
    return new ConfigProblem(
        "The data directory "
            + directory
            + " cannot be written ("
            + cause
            + "): check its rights.");
  }

  /**
   * {@code url} is a JDBC address. ConfigProblem, with a sentence, if nothing can be stored there
   * or the contents are not this node's.
   */
  public static SqlStore open(String url, Owner owner, NodeIdentity identity) {
    return open(url, owner, (Pairing.Partner) identity);
  }

  private static SqlStore open(String url, Owner owner, Pairing.Partner partner) {
    try {
      var dialect = SqlDialect.of(url);
      var connection = dialect.connect(url);
      try {
        dialect.prepare(connection);
        connection.setAutoCommit(false);
        new SqlSchema(connection, dialect, shown(url)).open(owner, partner);
        return new SqlStore(shown(url), connection);
      } catch (SQLException | RuntimeException e) {
        connection.close();
        throw e;
      }
    } catch (SQLException e) {
      throw new ConfigProblem(
          "The store "
              + shown(url)
              + " cannot be used ("
              + Optional.ofNullable(e.getMessage()).orElse(e.toString())
              + "): check its rights and the space on its disk. If it is damaged: "
              + Pairing.WAYS_ON);
    }
  }

  /**
   * Returns the mark of the node in the store of the data directory, without a change to it.
   * ConfigProblem if that cannot be determined now: the library cannot be loaded, or the file
   * cannot be opened.
   */
  public static StoreMark look(Path directory) {
    if (!isIn(directory)) return StoreMark.none();
    placeLibraryIn(directory);
    return look("jdbc:sqlite:" + directory.resolve(FILE));
  }

  /** As {@link #look(Path)}; ConfigProblem also if the database cannot be reached. */
  public static StoreMark look(String url) {
    var dialect = SqlDialect.of(url);
    try (var connection = dialect.connect(url)) {
      return StoreMark.of(new SqlSchema(connection, dialect, shown(url)).found());
    } catch (SQLException e) {
      if (dialect.saysDamaged(e)) return StoreMark.damaged();
      throw new ConfigProblem(
          "The store "
              + shown(url)
              + " cannot be read now ("
              + e.getMessage()
              + "), so it is not known whether it is damaged, and nothing was changed: make it "
              + "reachable and try again. If it is lost for good, move the data directory "
              + "away: then the node starts as a new one.");
    }
  }

  /** Without user and password, for sentences end up in logs. */
  private static String shown(String url) {
    int end = url.indexOf('?');
    return end < 0 ? url : url.substring(0, end);
  }

  @Override
  public Kept load() {
    try {
      rows.forgetFormerLives();
      var kept = rows.load();
      delivered = new TreeMap<>(kept.delivered().counts());
      connection.commit();
      return kept;
    } catch (SQLException e) {
      throw problem("read", e);
    }
  }

  @Override
  public void commit(Commit commit) {
    try {
      rows.write(commit.changes());
      writeDelivered(commit.delivered());
      connection.commit();
    } catch (SQLException e) {
      throw problem("written", e);
    }
  }

  private void writeDelivered(VersionVector now) throws SQLException {
    var different = new TreeMap<dev.parley.protocol.MemberId, Long>();
    now.counts()
        .forEach(
            (member, count) -> {
              if (!count.equals(delivered.get(member))) different.put(member, count);
            });
    rows.writeDelivered(different);
    delivered.putAll(different);
  }

  private StoreException problem(String done, SQLException cause) {
    return new StoreException(
        "The store "
            + where
            + " cannot be "
            + done
            + " ("
            + cause.getMessage()
            + "): the node ends, so that it promises nothing that is not kept."
            + " Make room on the disk or repair it, and start the node again.",
        cause);
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw problem("closed", e);
    }
  }
}
