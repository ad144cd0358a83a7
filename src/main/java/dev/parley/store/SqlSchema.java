package dev.parley.store;

import dev.parley.config.ConfigProblem;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/** Makes the tables, and refuses those of another version or cluster. */
final class SqlSchema {
  private SqlSchema() {}

  static void check(Connection connection, SqlDialect dialect, SqlStore.Owner owner, String where)
      throws SQLException {
    if (!exists(connection)) {
      create(connection, dialect, owner);
      return;
    }
    var schema = value(connection, "schema");
    if (!schema.equals(Optional.of(SqlStore.SCHEMA))) {
      throw new ConfigProblem(
          "The store "
              + where
              + " has the format "
              + schema.orElse("of something else")
              + ", this version of Parley writes "
              + SqlStore.SCHEMA
              + ": start the version that made it, or give this one another data directory.");
    }
    var cluster = value(connection, "cluster").orElse("");
    if (!cluster.equals(owner.cluster())) {
      throw new ConfigProblem(
          "The store "
              + where
              + " is of the cluster '"
              + cluster
              + "', this node is of '"
              + owner.cluster()
              + "': give the right --cluster, or another data directory.");
    }
    var node = value(connection, "node").orElse("");
    if (!node.equals(owner.node())) {
      throw new ConfigProblem(
          "The store "
              + where
              + " is of the node '"
              + node
              + "', this is '"
              + owner.node()
              + "': give each node a store of its own, or move this one away to begin anew.");
    }
    connection.rollback();
  }

  private static boolean exists(Connection connection) throws SQLException {
    try (var tables = connection.getMetaData().getTables(null, null, "parley", null)) {
      return tables.next();
    }
  }

  private static void create(Connection connection, SqlDialect dialect, SqlStore.Owner owner)
      throws SQLException {
    try (var statement = connection.createStatement()) {
      for (var table : dialect.tables()) statement.execute(table);
    }
    put(connection, "schema", SqlStore.SCHEMA);
    put(connection, "cluster", owner.cluster());
    put(connection, "node", owner.node());
    put(connection, "lamport", "0");
    connection.commit();
  }

  private static void put(Connection connection, String key, String value) throws SQLException {
    try (var insert = connection.prepareStatement("insert into parley (k, v) values (?, ?)")) {
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
