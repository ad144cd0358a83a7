package dev.parley.store;

import dev.parley.chat.history.ConversationList;
import dev.parley.chat.history.HistoryPosition;
import dev.parley.chat.history.HistoryQuery;
import dev.parley.chat.history.SearchRequest;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.MessageId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
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

  /** A server gives each time once, so there are as many of one time as there are servers. */
  private static final int MAX_OF_ONE_TIME = 1_000;

  /** A conversation, and the time of the last message that it ever had. */
  private record Latest(long lamport, long number) {}

  private static final String POSITION = "(h.lamport, s.id, h.seq)";

  private final HistoryWords words;
  private final PreparedStatement earlier;
  private final PreparedStatement later;
  private final PreparedStatement latest;
  private final PreparedStatement texts;
  private final PreparedStatement one;
  private final PreparedStatement word;

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
    latest =
        connection.prepareStatement(
            "select lamport, conversation from history_party where party = ?"
                + " and lamport >= ? and lamport <= ? order by lamport desc limit ?");
    texts =
        connection.prepareStatement(
            "select body, stream, seq from history where conversation = ?"
                + " order by lamport desc limit ?");
    word = connection.prepareStatement("select word from history_word where k = ?");
    one =
        connection.prepareStatement("select " + COLUMNS + FROM + " and h.stream = ? and h.seq = ?");
  }

  // Words.

  /** What is left to be looked at, and what was found. */
  static final class Search {
    private final SearchRequest request;
    private final List<Mail> found = new ArrayList<>();
    private int left;

    Search(SearchRequest request, int max) {
      this.request = request;
      this.left = max;
    }

    List<Mail> found() {
      return found;
    }

    /** Whether the last row that may be looked at is not the last one that there is. */
    boolean isCutOff() {
      return left <= 0;
    }
  }

  /** Looks at the conversation from its end; at no more messages than are left. */
  void search(Search search, String conversation) throws SQLException {
    var number = words.known(conversation);
    if (number.isPresent() && search.left > 0) search(search, number.get());
  }

  private void search(Search search, long conversation) throws SQLException {
    texts.setLong(1, conversation);
    texts.setInt(2, search.left);
    // Beyond those, none of this conversation can be in the answer.
    int wanted = search.request.limit() + 1;
    try (var row = texts.executeQuery()) {
      while (wanted > 0 && row.next()) {
        search.left--;
        if (!search.request.words().areIn(row.getString(1))) continue;
        if (add(search, conversation, row.getLong(2), row.getLong(3))) wanted--;
      }
    }
  }

  /** What is before the text of a post may have had the words. */
  private boolean add(Search search, long conversation, long stream, long seq) throws SQLException {
    one.setLong(1, conversation);
    one.setLong(2, stream);
    one.setLong(3, seq);
    try (var row = one.executeQuery()) {
      if (!row.next()) return false;
      var mail = mail(row);
      if (!search.request.admits(mail)) return false;
      search.found.add(mail);
      return true;
    }
  }

  /** The conversations of an account, those with the latest messages first: at most {@code max}. */
  List<String> conversations(String account, int max) throws SQLException {
    var party = words.known(account);
    var found = new ArrayList<String>();
    if (party.isEmpty()) return found;
    for (var conversation : latest(party.get(), Long.MIN_VALUE, Long.MAX_VALUE, max)) {
      word.setLong(1, conversation.number());
      try (var row = word.executeQuery()) {
        if (row.next()) found.add(row.getString(1));
      }
    }
    return found;
  }

  // Conversations.

  /**
   * Adds the last messages of the conversations of which the last one was written from {@code from}
   * on and no later than {@code upTo}, both in Lamport time: at most {@code max} of them, and those
   * of the very time of the last of these. Returns that time if there may be earlier ones.
   */
  OptionalLong addLatest(ConversationList list, String account, long from, long upTo, int max)
      throws SQLException {
    var party = words.known(account);
    if (party.isEmpty()) return OptionalLong.empty();
    var found = latest(party.get(), from, upTo, max);
    boolean isFull = found.size() == max;
    long earliest = found.isEmpty() ? 0 : found.get(found.size() - 1).lamport();
    if (isFull) found.addAll(latest(party.get(), earliest, earliest, MAX_OF_ONE_TIME));
    for (var conversation : found) {
      var mails = new ArrayList<Mail>();
      find(Optional.empty(), false, 1, conversation.number(), mails);
      list.add(mails);
    }
    return isFull ? OptionalLong.of(earliest) : OptionalLong.empty();
  }

  private List<Latest> latest(long party, long from, long upTo, int max) throws SQLException {
    latest.setLong(1, party);
    latest.setLong(2, from);
    latest.setLong(3, upTo);
    latest.setInt(4, max);
    var found = new ArrayList<Latest>();
    try (var row = latest.executeQuery()) {
      while (row.next()) found.add(new Latest(row.getLong(1), row.getLong(2)));
    }
    return found;
  }

  // Pages.

  /** One message more than the limit of the query, if there are as many, in any order. */
  List<Mail> find(HistoryQuery query) throws SQLException {
    var found = new ArrayList<Mail>();
    for (var conversation : query.conversation().withUnknownClaims()) {
      var number = words.known(HistoryWords.of(conversation));
      if (number.isEmpty()) continue;
      boolean isForward = query.after().isPresent();
      var edge = query.after().or(query::before);
      find(edge, isForward, query.limit() + 1, number.get(), found);
    }
    return found;
  }

  /** At most {@code max} messages beyond {@code edge}, or else the last ones. */
  private void find(
      Optional<HistoryPosition> edge, boolean isForward, int max, long conversation, List<Mail> to)
      throws SQLException {
    var select = isForward ? later : earlier;
    select.setLong(1, conversation);
    long lamport = edge.map(HistoryPosition::lamport).orElse(Long.MAX_VALUE);
    select.setLong(2, lamport);
    select.setLong(3, lamport);
    // Without an id the edge is before everything of its time.
    var id = edge.flatMap(HistoryPosition::id);
    select.setString(4, id.map(i -> HistoryWords.of(i.stream())).orElse(""));
    select.setLong(5, id.map(MessageId::seq).orElse(0L));
    select.setInt(6, max);
    try (var row = select.executeQuery()) {
      while (row.next()) to.add(mail(row));
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
