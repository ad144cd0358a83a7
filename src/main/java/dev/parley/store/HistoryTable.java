package dev.parley.store;

import dev.parley.chat.history.Conversation;
import dev.parley.chat.history.NumberRanges;
import dev.parley.chat.history.NumberRanges.Range;
import dev.parley.chat.history.StreamNumbers;
import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.ClockMembers;
import dev.parley.chat.model.Mail;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The archive: the table {@code history} has a row for each message, by its stream and number, with
 * an index by conversation and position; {@code history_seen} has the numbers of each stream of
 * which there is or was a row; {@code history_party} has the conversations of each account, with
 * the time of the last message that each ever had. A row that is there already is no fault: of two
 * copies of a message the smaller one stays, whatever the order in which they come.
 */
final class HistoryTable {
  private final Connection connection;
  private final HistoryWords words;
  private final HistoryTrimming trimming;
  private final PreparedStatement put;
  private final PreparedStatement seen;
  private final PreparedStatement seenAfter;
  private final PreparedStatement rows;
  private final PreparedStatement putSeen;
  private final PreparedStatement putParty;
  private final PreparedStatement nextLatest;

  HistoryTable(Connection connection, HistoryTrimming trimming) throws SQLException {
    this.trimming = trimming;
    this.connection = connection;
    words = new HistoryWords(connection);
    put =
        connection.prepareStatement(
            "insert into history (stream, seq, conversation, lamport, sent_at, members, clock,"
                + " body) values (?, ?, ?, ?, ?, ?, ?, ?) on conflict (stream, seq) do update set"
                + " conversation = excluded.conversation, lamport = excluded.lamport,"
                + " sent_at = excluded.sent_at, members = excluded.members,"
                + " clock = excluded.clock, body = excluded.body"
                + " where (excluded.lamport, excluded.sent_at, excluded.body)"
                + " < (history.lamport, history.sent_at, history.body)");
    seen = connection.prepareStatement("select numbers from history_seen where stream = ?");
    seenAfter =
        connection.prepareStatement(
            "select s.id, x.numbers from history_word s cross join history_seen x"
                + " where x.stream = s.k and s.id > ? and s.id < ? order by s.id limit ?");
    rows =
        connection.prepareStatement(
            "select "
                + HistoryRows.COLUMNS
                + " from history h cross join history_word s cross join history_word c"
                + " cross join history_word m where s.k = h.stream and c.k = h.conversation"
                + " and m.k = h.members and h.stream = ? and h.seq >= ? and h.seq <= ?"
                + " order by h.seq limit ?");
    putSeen =
        connection.prepareStatement(
            "insert into history_seen (stream, numbers) values (?, ?)"
                + " on conflict (stream) do update set numbers = excluded.numbers");
    putParty =
        connection.prepareStatement(
            "insert into history_party (party, conversation, lamport) values (?, ?, ?)"
                + " on conflict (party, conversation) do update set lamport = excluded.lamport"
                + " where excluded.lamport > history_party.lamport");
    nextLatest =
        connection.prepareStatement(
            "select n.conversation, c.word, (select max(h.lamport) from history h"
                + " where h.conversation = n.conversation) from (select min(conversation)"
                + " as conversation from history where conversation > ?) n, history_word c"
                + " where c.k = n.conversation");
  }

  // Writing.

  void put(Collection<Mail> mails) throws SQLException {
    if (mails.isEmpty()) return;
    var streams = new HashMap<ClientStream, Long>();
    var conversations = new HashMap<Conversation, Long>();
    var clocks = new HashMap<ClockMembers, Long>();
    var numbers = new TreeMap<Long, NumberRanges>();
    var added = new TreeMap<Long, Integer>();
    var latest = new HashMap<Conversation, Long>();
    for (var mail : mails) {
      long stream = number(streams, mail.id().stream(), HistoryWords::of);
      put.setLong(1, stream);
      put.setLong(2, mail.id().seq());
      var of = Conversation.of(mail);
      long conversation = number(conversations, of, HistoryWords::of);
      added.merge(conversation, 1, Integer::sum);
      latest.merge(of, mail.lamport(), Math::max);
      put.setLong(3, conversation);
      put.setLong(4, mail.lamport());
      put.setLong(5, mail.sentAtMs());
      put.setLong(
          6, number(clocks, mail.clockMembers(), m -> HistoryWords.of(mail.clock().keySet())));
      put.setBytes(7, StoredValues.packed(mail.clock().values()));
      put.setString(8, mail.text());
      put.addBatch();
      numbers.computeIfAbsent(stream, s -> new NumberRanges()).add(mail.id().seq());
    }
    put.executeBatch();
    for (var stream : numbers.entrySet()) see(stream.getKey(), stream.getValue());
    putSeen.executeBatch();
    for (var conversation : latest.entrySet())
      putParties(conversation.getKey(), conversation.getValue());
    putParty.executeBatch();
    trimming.onAdded(added);
  }

  /**
   * Both accounts have the conversation in their lists, at the place of its last message. That of a
   * room is in none: a user's rooms are known.
   */
  private void putParties(Conversation conversation, long lamport) throws SQLException {
    if (conversation.isOfRoom()) return;
    long number = words.number(HistoryWords.of(conversation));
    var parties = new TreeSet<String>();
    parties.add(HistoryWords.of(conversation.first(), conversation.firstClaim()));
    parties.add(HistoryWords.of(conversation.second(), conversation.secondClaim()));
    for (var party : parties) {
      putParty.setLong(1, words.number(party));
      putParty.setLong(2, number);
      putParty.setLong(3, lamport);
      putParty.addBatch();
    }
  }

  /** Lists {@code max} conversations after one; returns the last of them, if there may be more. */
  OptionalLong listNext(long after, int max) throws SQLException {
    long last = after;
    for (int i = 0; i < max; i++) {
      nextLatest.setLong(1, last);
      try (var row = nextLatest.executeQuery()) {
        if (!row.next()) {
          putParty.executeBatch();
          return OptionalLong.empty();
        }
        last = row.getLong(1);
        putParties(HistoryWords.conversation(row.getString(2)), row.getLong(3));
      }
    }
    putParty.executeBatch();
    return OptionalLong.of(last);
  }

  /** What the rows of a transaction have in common is looked up once. */
  private <T> long number(Map<T, Long> known, T part, Function<T, String> word)
      throws SQLException {
    var number = known.get(part);
    if (number != null) return number;
    long found = words.number(word.apply(part));
    known.put(part, found);
    return found;
  }

  /** There are, or were, rows of these numbers. */
  void see(StreamNumbers of) throws SQLException {
    see(words.number(HistoryWords.of(of.stream())), NumberRanges.of(of.ranges()));
    putSeen.executeBatch();
  }

  private void see(long stream, NumberRanges numbers) throws SQLException {
    var known = seen(stream);
    var before = known.ranges();
    for (var range : numbers.ranges()) known.add(range.from(), range.to());
    if (known.ranges().equals(before)) return;
    putSeen.setLong(1, stream);
    putSeen.setBytes(2, StoredValues.packed(flat(known)));
    putSeen.addBatch();
  }

  private static List<Long> flat(NumberRanges ranges) {
    var flat = new ArrayList<Long>();
    for (var range : ranges.ranges()) {
      flat.add(range.from());
      flat.add(range.to() - range.from());
    }
    return flat;
  }

  void clear() throws SQLException {
    words.forget();
    try (var statement = connection.createStatement()) {
      for (var emptied : List.of("history", "history_seen", "history_party", "history_word"))
        statement.executeUpdate("delete from " + emptied);
    }
  }

  // Reading.

  /** The numbers of the stream of which there is or was a row. */
  NumberRanges seen(ClientStream stream) throws SQLException {
    var number = words.known(HistoryWords.of(stream));
    return number.isEmpty() ? new NumberRanges() : seen(number.get());
  }

  private NumberRanges seen(long stream) throws SQLException {
    seen.setLong(1, stream);
    try (var row = seen.executeQuery()) {
      return row.next() ? ranges(row.getBytes(1)) : new NumberRanges();
    }
  }

  private static NumberRanges ranges(byte[] packed) {
    var ranges = new NumberRanges();
    var flat = StoredValues.unpacked(packed);
    for (int i = 0; i + 1 < flat.size(); i += 2)
      ranges.add(flat.get(i), flat.get(i) + flat.get(i + 1));
    return ranges;
  }

  /** At most {@code max} streams after the word of one, in the order of their words. */
  List<StreamNumbers> seenAfter(String word, int max) throws SQLException {
    // Words of other kinds are before those of streams.
    seenAfter.setString(1, word.isEmpty() ? HistoryWords.BEFORE_STREAMS : word);
    seenAfter.setString(2, HistoryWords.AFTER_STREAMS);
    seenAfter.setInt(3, max);
    var found = new ArrayList<StreamNumbers>();
    try (var row = seenAfter.executeQuery()) {
      while (row.next())
        found.add(
            new StreamNumbers(
                HistoryWords.stream(row.getString(1)), ranges(row.getBytes(2)).ranges()));
    }
    return found;
  }

  /** At most {@code max} messages of a stream with these numbers, in order. */
  List<Mail> rows(ClientStream stream, Range range, int max) throws SQLException {
    var number = words.known(HistoryWords.of(stream));
    var found = new ArrayList<Mail>();
    if (number.isEmpty()) return found;
    rows.setLong(1, number.get());
    rows.setLong(2, range.from());
    rows.setLong(3, range.to());
    rows.setInt(4, max);
    try (var row = rows.executeQuery()) {
      while (row.next()) found.add(HistoryRows.mail(row));
    }
    return found;
  }
}
