package dev.parley.store;

import dev.parley.chat.model.ClientStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * Deletes rows of the archive, step by step: those of messages that were sent before a time which
 * the leader said, and the oldest of conversations that have too many. A message that still waits
 * for its receiver keeps its row.
 */
final class HistoryTrimming {
  /** A transaction of so many rows takes about as long as waiting for the disk does. */
  private static final int STEP = 500;

  /** A conversation is counted when it got so many rows more: it may have as many too many. */
  static final int COUNTED_AFTER = 500;

  /** Of more conversations that grow it is forgotten how much they grew; then they are counted. */
  private static final int MAX_GROWING = 10_000;

  /** A row, and what must be known of it to find its message in the table of mail. */
  private record Row(long stream, long seq, long sentAtMs, String word) {}

  private static final String ROWS =
      "select h.stream, h.seq, h.sent_at, s.word from history h cross join history_word s"
          + " where s.k = h.stream and ";

  private final int perConversation;
  private final PreparedStatement aged;
  private final PreparedStatement first;
  private final PreparedStatement count;
  private final PreparedStatement next;
  private final PreparedStatement waits;
  private final PreparedStatement delete;
  private final Map<Long, Integer> grown = new LinkedHashMap<>();
  private final Deque<Long> toCount = new ArrayDeque<>();

  /** Rows before this time are to go; those up to the row {@code passed} were looked at. */
  private long beforeMs;

  private Row passed = new Row(0, 0, 0, "");
  private boolean isAging;

  /** The last of all conversations that was counted, where all are; negative if they are not. */
  private long counted = -1;

  HistoryTrimming(Connection connection, int perConversation) throws SQLException {
    this.perConversation = perConversation;
    aged =
        connection.prepareStatement(
            ROWS
                + "h.sent_at < ? and h.sent_at >= ?"
                + " and (h.sent_at, h.stream, h.seq) > (?, ?, ?)"
                + " order by h.sent_at, h.stream, h.seq limit "
                + STEP);
    first =
        connection.prepareStatement(
            ROWS + "h.conversation = ? order by h.lamport, s.id, h.seq limit ?");
    count = connection.prepareStatement("select count(*) from history where conversation = ?");
    next =
        connection.prepareStatement("select min(conversation) from history where conversation > ?");
    waits =
        connection.prepareStatement(
            "select 1 from mail where sender = ? and client = ? and seq = ?");
    delete = connection.prepareStatement("delete from history where stream = ? and seq = ?");
  }

  // What there is to do.

  /** Everything that was sent before this time is to go. */
  void onWord(long sentBeforeMs) {
    beforeMs = Math.max(beforeMs, sentBeforeMs);
    isAging = true;
    passed = new Row(0, 0, Long.MIN_VALUE, "");
  }

  /** Rows were added, so many to each of these conversations. */
  void onAdded(SortedMap<Long, Integer> conversations) {
    conversations.forEach(
        (conversation, added) -> {
          int all = grown.merge(conversation, added, Integer::sum);
          if (all >= COUNTED_AFTER) onGrown(conversation);
        });
    while (grown.size() > MAX_GROWING) onGrown(grown.keySet().iterator().next());
  }

  private void onGrown(long conversation) {
    grown.remove(conversation);
    toCount.add(conversation);
  }

  /** Every conversation may have too many. */
  void countAll() {
    counted = 0;
  }

  boolean hasStep() {
    return isAging || !toCount.isEmpty() || counted >= 0;
  }

  // The steps.

  void step() throws SQLException {
    if (!toCount.isEmpty()) shorten(toCount.peek());
    else if (isAging) age();
    else countNext();
  }

  private void age() throws SQLException {
    aged.setLong(1, beforeMs);
    aged.setLong(2, passed.sentAtMs());
    aged.setLong(3, passed.sentAtMs());
    aged.setLong(4, passed.stream());
    aged.setLong(5, passed.seq());
    var rows = rows(aged);
    delete(rows);
    isAging = rows.size() == STEP;
    if (isAging) passed = rows.get(STEP - 1);
  }

  /** A conversation whose oldest rows must all stay is left as it is. */
  private void shorten(long conversation) throws SQLException {
    long tooMany = count(conversation) - perConversation;
    int deleted = 0;
    if (tooMany > 0) {
      first.setLong(1, conversation);
      first.setLong(2, Math.min(STEP, tooMany));
      deleted = delete(rows(first));
    }
    if (deleted == 0 || deleted == tooMany) toCount.remove();
  }

  private void countNext() throws SQLException {
    next.setLong(1, counted);
    try (var row = next.executeQuery()) {
      long found = row.next() ? row.getLong(1) : 0;
      counted = found == 0 ? -1 : found;
    }
    if (counted > 0) toCount.add(counted);
  }

  private long count(long conversation) throws SQLException {
    count.setLong(1, conversation);
    try (var row = count.executeQuery()) {
      return row.next() ? row.getLong(1) : 0;
    }
  }

  private static List<Row> rows(PreparedStatement select) throws SQLException {
    var rows = new ArrayList<Row>();
    try (var row = select.executeQuery()) {
      while (row.next())
        rows.add(new Row(row.getLong(1), row.getLong(2), row.getLong(3), row.getString(4)));
    }
    return rows;
  }

  /** The number of rows that were deleted. */
  private int delete(List<Row> rows) throws SQLException {
    int deleted = 0;
    for (var row : rows) {
      if (waits(HistoryWords.stream(row.word()), row.seq())) continue;
      delete.setLong(1, row.stream());
      delete.setLong(2, row.seq());
      delete.addBatch();
      deleted++;
    }
    if (deleted > 0) delete.executeBatch();
    return deleted;
  }

  private boolean waits(ClientStream stream, long seq) throws SQLException {
    waits.setString(1, stream.sender().key());
    waits.setString(2, stream.client());
    waits.setLong(3, seq);
    try (var row = waits.executeQuery()) {
      return row.next();
    }
  }
}
