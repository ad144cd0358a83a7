package dev.parley.store;

import dev.parley.chat.history.HistoryPage;
import dev.parley.chat.history.HistoryQuery;
import dev.parley.replica.HistorySource;
import dev.parley.replica.StoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.BooleanSupplier;

/**
 * Reads the archive on a connection of its own, beside the writer of the store: each statement sees
 * what was committed before it began, and neither waits for the other.
 */
final class SqlHistory implements HistorySource {
  private final Connection connection;
  private final HistoryRows rows;
  private final HistoryTail tail;
  private final BooleanSupplier hasAll;

  /** {@code hasAll}: whether everything that is kept is in the archive or in {@code tail}. */
  SqlHistory(Connection connection, HistoryTail tail, BooleanSupplier hasAll) throws SQLException {
    this.connection = connection;
    this.rows = new HistoryRows(connection);
    this.tail = tail;
    this.hasAll = hasAll;
  }

  @Override
  public HistoryPage page(HistoryQuery query) {
    try {
      var found = tail.find(query);
      found.addAll(rows.find(query));
      return HistoryPage.of(query, found);
    } catch (SQLException e) {
      throw new StoreException("The archive cannot be read (" + e.getMessage() + ").", e);
    }
  }

  @Override
  public boolean hasAll() {
    return hasAll.getAsBoolean();
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new StoreException("The archive cannot be closed (" + e.getMessage() + ").", e);
    }
  }
}
