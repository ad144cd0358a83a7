package dev.parley.store;

import dev.parley.chat.SharedParts;
import dev.parley.store.log.CheckpointPlan;
import dev.parley.wire.CommitCodec;
import dev.parley.wire.CommitRecord;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.zip.CRC32C;

/**
 * The table {@code log}: one row a commit, in their order, each with a checksum of its number and
 * content. The database sees to it that a row is there as a whole; the checksum finds what the disk
 * has changed since.
 */
final class LogTable {
  /** The key of the number of the last row that the other tables do not need any more. */
  private static final String MARK = "checkpoint";

  /** The key of the number of the last row whose messages the archive has. */
  private static final String ARCHIVED = "archived";

  private final Connection connection;
  private final PreparedStatement append;
  private final PreparedStatement delete;
  private final PreparedStatement putMark;
  private final PreparedStatement putArchived;

  LogTable(Connection connection) throws SQLException {
    this.connection = connection;
    append = connection.prepareStatement("insert into log (n, crc, content) values (?, ?, ?)");
    delete = connection.prepareStatement("delete from log where n <= ?");
    putMark = put(MARK);
    putArchived = put(ARCHIVED);
  }

  private PreparedStatement put(String key) throws SQLException {
    return connection.prepareStatement(
        "insert into parley (k, v) values ('"
            + key
            + "', ?) on conflict (k) do update set v = excluded.v");
  }

  /** Tells {@code plan} everything that the log has beyond the tables. */
  void read(CheckpointPlan plan) throws SQLException {
    long mark = mark();
    plan.onTables(mark, first() - 1, SqlSchema.number(connection, ARCHIVED));
    var parts = new SharedParts();
    try (var select =
        connection.prepareStatement("select n, crc, content from log where n > ? order by n")) {
      select.setLong(1, mark);
      try (var row = select.executeQuery()) {
        while (row.next()) {
          var content = row.getBytes(3);
          var record = read(plan, row.getLong(1), row.getLong(2), content);
          var changes = parts.share(record.changes());
          plan.onRead(new CommitRecord(changes, record.delivered()), content.length);
        }
      }
    }
  }

  private static CommitRecord read(CheckpointPlan plan, long number, long crc, byte[] content)
      throws SQLException {
    if (number != plan.next()) throw damaged(plan.next(), "is missing");
    if (crc != crc(number, content)) throw damaged(number, "is not what was written");
    var record = CommitCodec.decode(content, plan::has);
    if (record.isEmpty()) throw damaged(number, "cannot be read");
    return record.get();
  }

  // Without it the node would not know what it promised.
  private static SQLException damaged(long number, String how) {
    return new SqlSchema.Unreadable("row " + number + " of its log " + how);
  }

  private long mark() throws SQLException {
    return SqlSchema.number(connection, MARK);
  }

  /** The number of the first row; a large one if there is none. */
  private long first() throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery("select min(n) from log")) {
      long first = row.next() ? row.getLong(1) : 0;
      return first == 0 ? Long.MAX_VALUE : first;
    }
  }

  void append(long number, byte[] content) throws SQLException {
    append.setLong(1, number);
    append.setLong(2, crc(number, content));
    append.setBytes(3, content);
    append.executeUpdate();
  }

  void mark(long upTo) throws SQLException {
    putMark.setString(1, Long.toString(upTo));
    putMark.executeUpdate();
  }

  void archived(long upTo) throws SQLException {
    putArchived.setString(1, Long.toString(upTo));
    putArchived.executeUpdate();
  }

  void delete(long upTo) throws SQLException {
    delete.setLong(1, upTo);
    delete.executeUpdate();
  }

  private static long crc(long number, byte[] content) {
    var crc = new CRC32C();
    crc.update(ByteBuffer.allocate(Long.BYTES).putLong(0, number));
    crc.update(content, 0, content.length);
    return crc.getValue();
  }
}
