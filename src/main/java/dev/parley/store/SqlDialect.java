package dev.parley.store;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConfig.Pragma;
import org.sqlite.SQLiteConfig.TransactionMode;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** The differences between SQLite and PostgreSQL here. */
enum SqlDialect {
  SQLITE("blob", "integer", "text", " without rowid") {
    @Override
    Connection connect(String url) throws SQLException {
      var properties = new Properties();
      // Who has transactions, the one writer, has always begun one: so nobody else writes, as if
      // the file were opened for it alone.
      properties.setProperty(Pragma.TRANSACTION_MODE.pragmaName, TransactionMode.IMMEDIATE.name());
      // Named here, for a driver that must be found takes a class path that is as expected.
      return JDBC.createConnection(url, properties);
    }

    @Override
    void prepare(Connection connection) throws SQLException {
      try (var statement = connection.createStatement()) {
        // A commit is one append to the log, and returns when the disk has it.
        statement.execute("pragma journal_mode = wal");
        statement.execute("pragma synchronous = full");
        // A reader takes the writers' lock for a moment, where it finds the index of the log half
        // written: a commit that fails for that would stop the node.
        statement.execute("pragma busy_timeout = " + LOCK_PATIENCE_MS);
      }
    }

    @Override
    void prepareReader(Connection connection) throws SQLException {
      try (var statement = connection.createStatement()) {
        statement.execute("pragma query_only = on");
      }
    }

    @Override
    boolean isDamage(SQLException problem) {
      if (!(problem instanceof SQLiteException said)) return false;
      // The low byte is the kind. A file that ends too early is one of those that failed to be
      // read.
      int code = said.getResultCode().code;
      int kind = code & 0xff;
      return kind == SQLiteErrorCode.SQLITE_CORRUPT.code
          || kind == SQLiteErrorCode.SQLITE_NOTADB.code
          || code == SQLiteErrorCode.SQLITE_IOERR_SHORT_READ.code;
    }
  },
  POSTGRESQL("bytea", "bigint", "text collate \"C\"", "") {
    @Override
    Connection connect(String url) throws SQLException {
      return DriverManager.getConnection(url);
    }

    @Override
    void prepare(Connection connection) throws SQLException {
      try (var statement = connection.createStatement()) {
        statement.execute("set synchronous_commit = on");
      }
    }

    @Override
    void prepareReader(Connection connection) throws SQLException {
      connection.setReadOnly(true);
    }

    @Override
    boolean isDamage(SQLException problem) {
      // Data corrupted, index corrupted.
      return Set.of("XX001", "XX002").contains(String.valueOf(problem.getSQLState()));
    }
  };

  /** A reader has the lock for microseconds, unless the machine has no time for its thread. */
  private static final int LOCK_PATIENCE_MS = 5_000;

  private final String bytes;
  private final String rowNumber;
  private final String ordered;
  private final String clustered;

  SqlDialect(String bytes, String rowNumber, String ordered, String clustered) {
    this.bytes = bytes;
    this.rowNumber = rowNumber;
    this.ordered = ordered;
    this.clustered = clustered;
  }

  abstract Connection connect(String url) throws SQLException;

  /** Of the one writer. */
  abstract void prepare(Connection connection) throws SQLException;

  abstract void prepareReader(Connection connection) throws SQLException;

  final SqlHistory connectReader(String url, HistoryTail tail, BooleanSupplier hasAll)
      throws SQLException {
    var connection = connect(url);
    try {
      prepareReader(connection);
      return new SqlHistory(connection, tail, hasAll);
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  /**
   * True if the database itself reports its data as damaged; never true of one that was not
   * reached.
   */
  abstract boolean isDamage(SQLException problem);

  final boolean saysDamaged(SQLException problem) {
    return problem instanceof SqlSchema.Unreadable || isDamage(problem);
  }

  static SqlDialect of(String url) {
    return url.startsWith("jdbc:sqlite:") ? SQLITE : POSTGRESQL;
  }

  /** The tables of version {@link SqlSchema#VERSION}. */
  List<String> tables() {
    var tables = new ArrayList<>(tablesOfState());
    tables.addAll(history());
    tables.addAll(historyParty());
    return tables;
  }

  private List<String> tablesOfState() {
    return List.of(
        "create table parley (k text primary key, v text not null)" + clustered,
        "create table account (name text primary key, spelling text not null, salt text not null,"
            + " iterations integer not null, stored_key text not null, server_key text not null,"
            + " claim_lamport bigint not null, claim_salt text not null, changed bigint not null)"
            + clustered,
        "create table stream (sender text not null, client text not null, highest bigint not null,"
            + " recent "
            + bytes
            + " not null, used bigint not null default 0, primary key (sender, client))"
            + clustered,
        "create table mail (sender text not null, client text not null, seq bigint not null,"
            + " receiver text not null, body text not null, sent_at bigint not null,"
            + " lamport bigint not null, clock text not null, primary key (sender, client, seq))"
            + clustered,
        "create table delivered (node text not null, incarnation bigint not null,"
            + " seq bigint not null, primary key (node, incarnation))"
            + clustered,
        log(),
        blockTable(),
        logoutTable());
  }

  /**
   * The archive. Texts are in the order of their bytes, on every server: it decides which of two
   * copies stays, and the order of what has the same time.
   */
  List<String> history() {
    return List.of(
        "create table history_word (k "
            + rowNumber
            + " primary key, id "
            + ordered
            + " not null unique, word text not null)",
        "create table history (stream bigint not null, seq bigint not null,"
            + " conversation bigint not null, lamport bigint not null, sent_at bigint not null,"
            + " members bigint not null, clock "
            + bytes
            + " not null, body "
            + ordered
            + " not null, primary key (stream, seq))"
            + clustered,
        "create index history_position on history (conversation, lamport)",
        "create index history_age on history (sent_at)",
        "create table history_seen (stream bigint primary key, numbers "
            + bytes
            + " not null)"
            + clustered);
  }

  /** Which conversations an account has, and when each had its last message. */
  List<String> historyParty() {
    return List.of(
        "create table history_party (party bigint not null, conversation bigint not null,"
            + " lamport bigint not null, primary key (party, conversation))"
            + clustered,
        "create index history_latest on history_party (party, lamport)");
  }

  /** The table to which commits are appended: in the order of its key, so one page is written. */
  String log() {
    return "create table log (n "
        + rowNumber
        + " primary key, crc bigint not null, content "
        + bytes
        + " not null)";
  }

  String logoutTable() {
    return "create table logout (name text not null, client bigint not null,"
        + " mark bigint not null, primary key (name, client))"
        + clustered;
  }

  String blockTable() {
    return "create table block (owner text not null, name text not null, lamport bigint not null,"
        + " blocked integer not null, primary key (owner, name))"
        + clustered;
  }
}
