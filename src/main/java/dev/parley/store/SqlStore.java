package dev.parley.store;

import dev.parley.chat.history.ArchiveAnswer;
import dev.parley.chat.history.ArchiveAnswer.CopiedRows;
import dev.parley.chat.history.ArchiveRequest;
import dev.parley.chat.history.StreamNumbers;
import dev.parley.config.ConfigProblem;
import dev.parley.config.HistorySettings;
import dev.parley.files.PrivateFiles;
import dev.parley.replica.ArchiveStore;
import dev.parley.replica.ChatStore;
import dev.parley.replica.HistorySource;
import dev.parley.replica.StoreException;
import dev.parley.store.log.CheckpointLimits;
import dev.parley.store.log.CheckpointPlan;
import dev.parley.store.log.CheckpointPlan.Archive;
import dev.parley.store.log.CheckpointPlan.ArchiveTable;
import dev.parley.store.log.CheckpointPlan.Delete;
import dev.parley.store.log.CheckpointPlan.Mark;
import dev.parley.store.log.CheckpointPlan.Step;
import dev.parley.store.log.CheckpointPlan.WriteRows;
import dev.parley.wire.CommitCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Accounts and mail in a database: SQLite in the data directory, or PostgreSQL. A commit is one
 * transaction, durable when the database reports so: a row of the log, and the rows of accounts,
 * blocks and logouts if any changed. A checkpoint brings what the log has to tables with rows by
 * key, so the size of the database follows the present state, not the history.
 */
public final class SqlStore implements ChatStore, ArchiveStore {
  static final String FILE = "chat.db";

  /**
   * The owner of the store: no other node may write to it, or its contents would be the state of
   * none.
   */
  public record Owner(String cluster, String node) {}

  /** How long the log may become, and what is kept of messages that were read. */
  record Options(CheckpointLimits limits, HistorySettings history) {
    CheckpointPlan plan() {
      return new CheckpointPlan(limits, history.isKept());
    }
  }

  private final String url;
  private final String where;
  private final SqlDialect dialect;
  private final Connection connection;
  private final SqlRows rows;
  private final LogTable log;
  private final StoredArchive archive;
  private final HistoryTail tail = new HistoryTail();
  private final Options options;

  /** Null until the log is read. */
  private @Nullable CheckpointPlan plan;

  /** Whether the store has the mark {@link SqlSchema#COPY}. */
  private boolean isCopy;

  private SqlStore(String url, SqlDialect dialect, Connection connection, Options options)
      throws SQLException {
    this.url = url;
    this.where = shown(url);
    this.dialect = dialect;
    this.connection = connection;
    this.options = options;
    this.rows = new SqlRows(connection);
    this.archive = new StoredArchive(connection, rows, options.history());
    this.log = new LogTable(connection);
    this.isCopy = SqlSchema.value(connection, SqlSchema.COPY).isPresent();
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
  public static SqlStore open(
      Path directory, Owner owner, NodeIdentity identity, HistorySettings history) {
    return open(directory, owner, identity, new Options(CheckpointLimits.DEFAULT, history));
  }

  /** As above, without an archive. */
  public static SqlStore open(Path directory, Owner owner, NodeIdentity identity) {
    return open(directory, owner, (Pairing.Partner) identity);
  }

  static SqlStore open(Path directory, Owner owner, Pairing.Partner partner) {
    return open(
        directory, owner, partner, new Options(CheckpointLimits.DEFAULT, HistorySettings.NONE));
  }

  static SqlStore open(Path directory, Owner owner, Pairing.Partner partner, Options options) {
    if (!isIn(directory)) {
      // Before anything is created: a check for a lost store must not find an empty one.
      var finding = partner.judge(Pairing.Found.NOTHING);
      if (!finding.isInOrder())
        throw new ConfigProblem(Pairing.sentence(finding, directory.resolve(FILE).toString()));
    }
    placeLibraryIn(directory);
    createIn(directory);
    return open("jdbc:sqlite:" + directory.resolve(FILE), owner, partner, options);
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
  public static SqlStore open(
      String url, Owner owner, NodeIdentity identity, HistorySettings history) {
    return open(url, owner, identity, new Options(CheckpointLimits.DEFAULT, history));
  }

  private static SqlStore open(String url, Owner owner, Pairing.Partner partner, Options options) {
    try {
      var dialect = SqlDialect.of(url);
      var connection = dialect.connect(url);
      try {
        dialect.prepare(connection);
        connection.setAutoCommit(false);
        new SqlSchema(connection, dialect, shown(url)).open(owner, partner);
        return new SqlStore(url, dialect, connection, options);
      } catch (SQLException | RuntimeException e) {
        connection.close();
        throw e;
      }
    } catch (SQLException e) {
      throw unusable(shown(url), e);
    }
  }

  private static ConfigProblem unusable(String where, SQLException cause) {
    return new ConfigProblem(
        "The store "
            + where
            + " cannot be used ("
            + Optional.ofNullable(cause.getMessage()).orElse(cause.toString())
            + "): check its rights and the space on its disk. If it is damaged: "
            + Pairing.WAYS_ON);
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
      var schema = new SqlSchema(connection, dialect, shown(url));
      var found = schema.found();
      // A log that cannot be read is as a mark that cannot.
      if (schema.isPresent())
        new LogTable(connection).read(new CheckpointPlan(CheckpointLimits.DEFAULT));
      return StoreMark.of(found);
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
      if (isCopy) forgetCopy();
      rows.forgetFormerLives();
      var kept = rows.load(readLog());
      connection.commit();
      return kept;
    } catch (SqlSchema.Unreadable e) {
      throw unusable(where, e);
    } catch (SQLException e) {
      throw problem("read", e);
    }
  }

  /** The node ended before it was in a view: what it had copied is no state that any node had. */
  private void forgetCopy() throws SQLException {
    var known = options.plan();
    log.read(known);
    rows.clear();
    long last = known.next() - 1;
    log.mark(last);
    log.delete(last);
    markCopy(false);
  }

  private void markCopy(boolean isOne) throws SQLException {
    if (isOne == isCopy) return;
    if (isOne) SqlSchema.put(connection, SqlSchema.COPY, "true");
    else SqlSchema.remove(connection, SqlSchema.COPY);
    isCopy = isOne;
  }

  private CheckpointPlan readLog() throws SQLException {
    var read = options.plan();
    archive.open();
    log.read(read);
    tail.add(read.notArchived());
    plan = read;
    return read;
  }

  @Override
  public void commit(Commit commit) {
    try {
      var planned = plan;
      var known = planned == null ? readLog() : planned;
      markCopy(commit.basis() == ChatStore.Basis.COPY);
      if (commit.basis() == ChatStore.Basis.NOTHING) {
        rows.clear();
        known.startOver();
      }
      rows.writeAccounts(commit.changes());
      archive.trim(commit.changes().historyBeforeMs());
      boolean isInLog = write(commit, known);
      connection.commit();
      if (!options.history().isKept()) return;
      // Otherwise everything was brought to the tables.
      if (!isInLog) tail.clear();
      else {
        tail.add(commit.changes().arrived());
        tail.add(commit.changes().passed());
      }
    } catch (SQLException e) {
      throw problem("written", e);
    }
  }

  /** Returns whether the commit is in the log. */
  private boolean write(Commit commit, CheckpointPlan known) throws SQLException {
    var record = known.record(commit);
    if (known.isForTables(record) || commit.basis() == ChatStore.Basis.NOTHING) {
      for (var step : known.all(record)) perform(step);
      return false;
    }
    var content = CommitCodec.encode(record, known::has);
    log.append(known.next(), content);
    known.onAppended(record, content.length);
    return true;
  }

  @Override
  public void beginCheckpoint() {
    if (plan != null) plan.beginIfAny();
  }

  @Override
  public boolean hasStep() {
    return plan != null && (plan.hasStep() || archive.hasStep());
  }

  @Override
  public void step() {
    var known = plan;
    if (known == null) return;
    try {
      if (known.hasStep()) performAlone(known.step());
      else {
        archive.step();
        connection.commit();
      }
    } catch (SQLException e) {
      throw problem("written", e);
    }
  }

  @Override
  public HistorySource openHistory() {
    try {
      return dialect.connectReader(url, tail, archive::hasAll);
    } catch (SQLException e) {
      // Not a problem that ends the node.
      throw new StoreException("The archive cannot be opened (" + e.getMessage() + ").", e);
    }
  }

  @Override
  public Optional<ArchiveStore> archive() {
    return options.history().isKept() ? Optional.of(this) : Optional.empty();
  }

  @Override
  public ArchiveAnswer answer(ArchiveRequest request) {
    try {
      var answer = exchange().answer(request);
      connection.commit();
      return answer;
    } catch (SQLException e) {
      throw problem("read", e);
    }
  }

  @Override
  public List<StreamNumbers> lacking(List<StreamNumbers> theirs) {
    try {
      var lacking = exchange().lacking(theirs);
      connection.commit();
      return lacking;
    } catch (SQLException e) {
      throw problem("read", e);
    }
  }

  private ArchiveExchange exchange() {
    var known = plan;
    return archive.exchange(known == null ? List.of() : known.notArchived());
  }

  @Override
  public void take(CopiedRows copied) {
    try {
      archive.take(copied);
      connection.commit();
    } catch (SQLException e) {
      throw problem("written", e);
    }
  }

  private void performAlone(Step step) throws SQLException {
    perform(step);
    connection.commit();
    if (step instanceof Archive ready) tail.remove(ready.mails());
  }

  private void perform(Step step) throws SQLException {
    if (step instanceof WriteRows write) {
      archive.beforeDeletion(write.rows().gone());
      rows.writeMail(write.rows());
    } else if (step instanceof Archive ready) {
      archive.put(ready.mails());
      log.archived(ready.upTo());
    } else if (step == ArchiveTable.INSTANCE) archive.copyTable();
    else if (step instanceof Mark mark) {
      rows.writeLamport(mark.lamport());
      rows.writeDelivered(mark.delivered());
      log.mark(mark.upTo());
    } else if (step instanceof Delete delete) log.delete(delete.upTo());
    else throw new AssertionError("no effect for " + step);
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
