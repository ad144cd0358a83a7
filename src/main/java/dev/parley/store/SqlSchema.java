package dev.parley.store;

import dev.parley.config.ConfigProblem;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The tables and their versions: makes them, brings those of an earlier version on, and refuses
 * those of a later one, of another cluster or node, or of another moment than the node's
 * properties.
 */
final class SqlSchema {
  /**
   * The steps from each version to the next, the first from 1 to 2. A released step is never
   * changed. {@link Pairing} writes the marks of a start itself.
   */
  private static final List<Function<SqlDialect, List<String>>> STEPS =
      List.of(
          /* 1 to 2: the marks of {@link Pairing} */ dialect -> List.of(),
          /*
           * 2 to 3: the log of {@link LogTable}, without a mark of which the tables have everything;
           * blocks and logouts; when streams were used last
           */
          dialect ->
              List.of(
                  dialect.log(),
                  dialect.blockTable(),
                  dialect.logoutTable(),
                  "alter table stream add column used bigint not null default 0"),
          /* 3 to 4: the archive of {@link HistoryTable}, which is empty */ SqlDialect::history,
          /* 4 to 5: the list of conversations, which the archive fills */ SqlDialect::historyParty,
          /*
           * 5 to 6: rooms, in values that there were before: a version that cannot read them says
           * that it is the wrong one, and not that the store is damaged
           */
          dialect -> List.of(),
          /* 6 to 7: {@link #COPY}, which a version that does not know it would take for a state */
          dialect -> List.of());

  /**
   * The key of a mark: what the store has was copied from another node at different moments, and is
   * no state.
   */
  static final String COPY = "copy";

  /** The version that this Parley writes. */
  static final int VERSION = 1 + STEPS.size();

  /** The database gave an answer that this node never wrote. */
  static final class Unreadable extends SQLException {
    private static final long serialVersionUID = 1;

    Unreadable(String what, Throwable cause) {
      super(what, cause);
    }

    Unreadable(String what) {
      super(what);
    }
  }

  private final Connection connection;
  private final SqlDialect dialect;
  private final String where;

  SqlSchema(Connection connection, SqlDialect dialect, String where) {
    this.connection = connection;
    this.dialect = dialect;
    this.where = where;
  }

  /** Everything is checked before anything is written. */
  void open(SqlStore.Owner owner, Pairing.Partner partner) throws SQLException {
    boolean exists = exists(connection);
    int version = exists ? version() : VERSION;
    if (exists) checkOwner(owner);
    var found = exists ? found() : Pairing.Found.NOTHING;
    var finding = partner.judge(found);
    if (!finding.isInOrder()) throw new ConfigProblem(Pairing.sentence(finding, where));
    connection.rollback();
    var mark = partner.starting(found);
    if (!exists) create(owner);
    migrate(version);
    put("store-id", mark.id());
    put("starts", Long.toString(mark.starts()));
    connection.commit();
    partner.started(mark);
  }

  private int version() throws SQLException {
    var schema = value(connection, "schema").orElse("of something else");
    for (int version = 1; version <= VERSION; version++) {
      if (schema.equals(Integer.toString(version))) return version;
    }
    throw new ConfigProblem(
        "The store "
            + where
            + " has the format "
            + schema
            + ", this version of Parley writes "
            + VERSION
            + ": start the version that made it, or give this one another data directory.");
  }

  private void checkOwner(SqlStore.Owner owner) throws SQLException {
    var cluster = value(connection, "cluster").orElse("");
    if (!cluster.equals(owner.cluster())) {
      throw new ConfigProblem(
          "The store "
              + where
              + " belongs to the cluster '"
              + cluster
              + "', this node to '"
              + owner.cluster()
              + "': give the right --cluster, or another data directory.");
    }
    var node = value(connection, "node").orElse("");
    if (!node.equals(owner.node())) {
      throw new ConfigProblem(
          "The store "
              + where
              + " belongs to the node '"
              + node
              + "', this node is '"
              + owner.node()
              + "': give each node a store of its own, or restore the node.properties of the "
              + "node that the store belongs to.");
    }
  }

  Pairing.Found found() throws SQLException {
    if (!exists(connection)) return Pairing.Found.NOTHING;
    return new Pairing.Found(true, value(connection, "store-id"), number(connection, "starts"));
  }

  /** The number that is kept under {@code key}; 0 if there is none. */
  static long number(Connection connection, String key) throws SQLException {
    var text = value(connection, key).orElse("0");
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new Unreadable("its '" + key + "' is '" + text + "'", e);
    }
  }

  /** Whether there is a store of the version that this Parley writes. */
  boolean isPresent() throws SQLException {
    return exists(connection)
        && value(connection, "schema").equals(Optional.of(Integer.toString(VERSION)));
  }

  private static boolean exists(Connection connection) throws SQLException {
    try (var tables = connection.getMetaData().getTables(null, null, "parley", null)) {
      return tables.next();
    }
  }

  private void create(SqlStore.Owner owner) throws SQLException {
    execute(dialect.tables());
    put("schema", Integer.toString(VERSION));
    put("cluster", owner.cluster());
    put("node", owner.node());
    put("lamport", "0");
  }

  private void migrate(int from) throws SQLException {
    for (var step : STEPS.subList(from - 1, STEPS.size())) execute(step.apply(dialect));
    put("schema", Integer.toString(VERSION));
  }

  /** Of a copy: the node of this name has never started with it. */
  void giveTo(String node) throws SQLException {
    // One of a later version is refused here, and not when the copy has its place.
    version();
    put(connection, "node", node);
    remove(connection, "store-id");
    remove(connection, "starts");
  }

  private void execute(List<String> commands) throws SQLException {
    try (var statement = connection.createStatement()) {
      for (var command : commands) statement.execute(command);
    }
  }

  private void put(String key, String value) throws SQLException {
    put(connection, key, value);
  }

  static void remove(Connection connection, String key) throws SQLException {
    try (var delete = connection.prepareStatement("delete from parley where k = ?")) {
      delete.setString(1, key);
      delete.executeUpdate();
    }
  }

  static void put(Connection connection, String key, String value) throws SQLException {
    try (var insert =
        connection.prepareStatement(
            "insert into parley (k, v) values (?, ?)"
                + " on conflict (k) do update set v = excluded.v")) {
      insert.setString(1, key);
      insert.setString(2, value);
      insert.executeUpdate();
    }
  }

  static Optional<String> value(Connection connection, String key) throws SQLException {
    try (var select = connection.prepareStatement("select v from parley where k = ?")) {
      select.setString(1, key);
      try (var row = select.executeQuery()) {
        return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
      }
    }
  }
}
