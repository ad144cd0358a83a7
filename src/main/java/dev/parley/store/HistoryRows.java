package dev.parley.store;

import dev.parley.chat.history.HistoryPosition;
import dev.parley.chat.history.HistoryQuery;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.MessageId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads the rows of {@link HistoryTable} by conversation, on the connection of a reader. */
final class HistoryRows {
  /**
   * What {@link #mail} needs of a row, its stream, its conversation and the members in its clock.
   */
  static final String COLUMNS =
      "h.seq, h.lamport, h.sent_at, h.body, h.clock, s.word, c.word, m.word";

  // The tables of words have no say in the order in which the rows are found.
  private static final String FROM =
      " from history h cross join history_word s cross join history_word c"
          + " cross join history_word m where s.k = h.stream and c.k = h.conversation"
          + " and m.k = h.members and h.conversation = ?";

  private static final String POSITION = "(h.lamport, s.id, h.seq)";

  private final HistoryWords words;
  private final PreparedStatement earlier;
  private final PreparedStatement later;

  HistoryRows(Connection connection) throws SQLException {
    words = new HistoryWords(connection);
    earlier =
        connection.prepareStatement(
            "select "
                + COLUMNS
                + FROM
                + " and h.lamport <= ? and "
                + POSITION
                + " < (?, ?, ?) order by h.lamport desc, s.id desc, h.seq desc limit ?");
    later =
        connection.prepareStatement(
            "select "
                + COLUMNS
                + FROM
                + " and h.lamport >= ? and "
                + POSITION
                + " > (?, ?, ?) order by h.lamport, s.id, h.seq limit ?");
  }

  /** One message more than the limit of the query, if there are as many, in any order. */
  List<Mail> find(HistoryQuery query) throws SQLException {
    var found = new ArrayList<Mail>();
    for (var conversation : query.conversation().withUnknownClaims()) {
      var number = words.known(HistoryWords.of(conversation));
      if (number.isPresent()) find(query, number.get(), found);
    }
    return found;
  }

  private void find(HistoryQuery query, long conversation, List<Mail> found) throws SQLException {
    var select = query.after().isPresent() ? later : earlier;
    var edge = query.after().or(query::before);
    select.setLong(1, conversation);
    long lamport = edge.map(HistoryPosition::lamport).orElse(Long.MAX_VALUE);
    select.setLong(2, lamport);
    select.setLong(3, lamport);
    // Without an id the edge is before everything of its time.
    var id = edge.flatMap(HistoryPosition::id);
    select.setString(4, id.map(i -> HistoryWords.of(i.stream())).orElse(""));
    select.setLong(5, id.map(MessageId::seq).orElse(0L));
    select.setInt(6, query.limit() + 1);
    try (var row = select.executeQuery()) {
      while (row.next()) found.add(mail(row));
    }
  }

  static Mail mail(ResultSet row) throws SQLException {
    var stream = HistoryWords.stream(row.getString(6));
    var conversation = HistoryWords.conversation(row.getString(7));
    var sender = stream.sender();
    return new Mail(
        new MessageId(stream, row.getLong(1)),
        conversation.receiverOf(sender),
        row.getString(4),
        row.getLong(3),
        row.getLong(2),
        clock(HistoryWords.members(row.getString(8)), row.getBytes(5)),
        conversation.partiesOf(sender));
  }

  private static SortedMap<String, Long> clock(String[] members, byte[] packed) {
    var counts = StoredValues.unpacked(packed);
    var clock = new TreeMap<String, Long>();
    for (int i = 0; i < members.length && i < counts.size(); i++)
      clock.put(members[i], counts.get(i));
    return clock;
  }
}
