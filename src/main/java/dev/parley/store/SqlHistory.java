package dev.parley.store;

import dev.parley.chat.history.ConversationList;
import dev.parley.chat.history.ConversationsRequest;
import dev.parley.chat.history.FoundConversations;
import dev.parley.chat.history.FoundMessages;
import dev.parley.chat.history.HistoryMark;
import dev.parley.chat.history.HistoryPage;
import dev.parley.chat.history.HistoryQuery;
import dev.parley.chat.history.SearchRequest;
import dev.parley.chat.model.ClaimPair;
import dev.parley.replica.HistorySource;
import dev.parley.replica.StoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;

/**
 * Reads the archive on a connection of its own, beside the writer of the store: each statement sees
 * what was committed before it began, and neither waits for the other.
 */
final class SqlHistory implements HistorySource {
  /** In a page of conversations; then the client is told that there are more. */
  private static final int MAX_LOOKS = 20;

  /**
   * A search looks at so many messages, which takes some 50 ms: there is no index by words, which
   * would cost every message and not only those who search.
   */
  static final int MAX_LOOKED_AT = 20_000;

  /** And at the latest of a user's conversations. */
  private static final int MAX_CONVERSATIONS = 1_000;

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
  public FoundConversations conversations(ConversationsRequest request) {
    try {
      var list = new ConversationList(request);
      list.add(tail.last(request.user(), request.claim()));
      return list.page(addRows(list, request));
    } catch (SQLException e) {
      throw new StoreException("The archive cannot be read (" + e.getMessage() + ").", e);
    }
  }

  /** Returns whether all that may be on the page were added. */
  private boolean addRows(ConversationList list, ConversationsRequest request) throws SQLException {
    long before = request.before().map(HistoryMark::lamport).orElse(Long.MAX_VALUE);
    boolean isAll = true;
    for (var claim : new TreeSet<>(List.of(request.claim(), ClaimPair.ANY))) {
      var account = HistoryWords.of(request.user(), claim);
      // Those of the very time of the mark: some may be before it.
      rows.addLatest(list, account, before, before, request.limit());
      long next = before == Long.MAX_VALUE ? before : before - 1;
      isAll &= addRows(list, account, next, request.limit() + 1);
    }
    return isAll;
  }

  /** Conversations whose messages are all gone are looked at in vain, so there may be several. */
  private boolean addRows(ConversationList list, String account, long upTo, int max)
      throws SQLException {
    long next = upTo;
    for (int look = 0; look < MAX_LOOKS; look++) {
      var last = rows.addLatest(list, account, Long.MIN_VALUE, next, max);
      if (last.isEmpty()) return true;
      if (list.isFull()) return false;
      next = last.getAsLong() - 1;
    }
    return false;
  }

  @Override
  public FoundMessages search(SearchRequest request) {
    try {
      var found = tail.search(request);
      var search = new HistoryRows.Search(request, MAX_LOOKED_AT);
      var conversations = conversations(request);
      for (var conversation : conversations) rows.search(search, conversation);
      found.addAll(search.found());
      boolean isAll = !search.isCutOff() && conversations.size() < MAX_CONVERSATIONS;
      return FoundMessages.of(request, found, isAll);
    } catch (SQLException e) {
      throw new StoreException("The archive cannot be read (" + e.getMessage() + ").", e);
    }
  }

  private List<String> conversations(SearchRequest request) throws SQLException {
    var found = new ArrayList<String>();
    if (request.with().isPresent()) {
      for (var one : request.with().get().withUnknownClaims()) found.add(HistoryWords.of(one));
      return found;
    }
    for (var claim : new TreeSet<>(List.of(request.claim(), ClaimPair.ANY)))
      found.addAll(rows.conversations(HistoryWords.of(request.user(), claim), MAX_CONVERSATIONS));
    return found;
  }

  @Override
  public long count() {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery("select count(*) from history")) {
      return row.next() ? row.getLong(1) : 0;
    } catch (SQLException e) {
      throw new StoreException("The archive cannot be counted (" + e.getMessage() + ").", e);
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
