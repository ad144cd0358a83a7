package dev.parley.store;

import dev.parley.chat.history.ArchiveAnswer.CopiedRows;
import dev.parley.chat.history.ArchiveRule;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.MessageId;
import dev.parley.config.HistorySettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The archive of a store, and the work on it that is done between the commits. What is in the table
 * of mail already, when a store gets an archive or very much comes at once, is copied from there
 * step by step; until that is done, mail that is deleted there is copied before.
 */
final class StoredArchive {
  /** The key under which a store says that it has an archive, and how far it is. */
  private static final String KEY = "archive";

  /** The key of the time before which nothing is kept. */
  private static final String BEFORE = "history-before";

  /** The key of the number of messages that a conversation may have, as it was last enforced. */
  private static final String PER_CONVERSATION = "history-per-conversation";

  /** The key of the last conversation that is listed for its accounts, or {@link #LISTED}. */
  private static final String LISTING = "history-listed";

  private static final String LISTED = "all";

  private static final String COPYING = "copying";
  private static final String COPIED = "copied";

  /** Three look-ups and two rows each. */
  private static final int LISTED_STEP = 200;

  /** A transaction of so many rows takes about as long as waiting for the disk does. */
  private static final int STEP = 500;

  private final Connection connection;
  private final SqlRows rows;
  private final HistorySettings settings;
  private final HistoryTrimming trimming;
  private final HistoryTable table;
  private volatile boolean isCopying;
  private volatile boolean isListing;
  private Optional<MessageId> copiedUpTo = Optional.empty();

  StoredArchive(Connection connection, SqlRows rows, HistorySettings settings) throws SQLException {
    this.connection = connection;
    this.rows = rows;
    this.settings = settings;
    this.trimming = new HistoryTrimming(connection, settings.perConversation());
    this.table = new HistoryTable(connection, trimming);
  }

  /** At a start, and in its transaction. */
  void open() throws SQLException {
    var found = SqlSchema.value(connection, KEY);
    if (settings.isKept()) {
      if (found.isEmpty()) copyTable();
      isCopying = found.isEmpty() || found.get().equals(COPYING);
      long before = SqlSchema.number(connection, BEFORE);
      isListing = !SqlSchema.value(connection, LISTING).equals(Optional.of(LISTED));
      // Of a new archive that is all.
      if (isListing) listNext();
      // The node may have ended before all of it was deleted.
      if (before > 0) trimming.onWord(before);
      limit();
    } else if (found.isPresent()) {
      table.clear();
      for (var key : List.of(KEY, BEFORE, PER_CONVERSATION, LISTING))
        SqlSchema.remove(connection, key);
    }
  }

  private void limit() throws SQLException {
    var limit = Integer.toString(settings.perConversation());
    if (SqlSchema.value(connection, PER_CONVERSATION).equals(Optional.of(limit))) return;
    trimming.countAll();
    SqlSchema.put(connection, PER_CONVERSATION, limit);
  }

  /** In the transaction of the commit that said so: nothing sent before this time is kept. */
  void trim(long beforeMs) throws SQLException {
    if (beforeMs == 0 || !settings.isKept()) return;
    if (beforeMs <= SqlSchema.number(connection, BEFORE)) return;
    SqlSchema.put(connection, BEFORE, Long.toString(beforeMs));
    trimming.onWord(beforeMs);
  }

  void put(Collection<Mail> mails) throws SQLException {
    table.put(mails);
  }

  ArchiveExchange exchange(List<Mail> notArchived) {
    return new ArchiveExchange(table, notArchived);
  }

  /** What was trimmed here already is not taken again. */
  void take(CopiedRows copied) throws SQLException {
    long before = SqlSchema.number(connection, BEFORE);
    put(copied.mails().stream().filter(mail -> mail.sentAtMs() >= before).toList());
    for (var stream : copied.covered()) table.see(stream);
  }

  /** The table of mail has messages that are not here. */
  void copyTable() throws SQLException {
    isCopying = true;
    copiedUpTo = Optional.empty();
    SqlSchema.put(connection, KEY, COPYING);
  }

  /** These are about to be deleted in the table of mail. */
  void beforeDeletion(Collection<MessageId> ids) throws SQLException {
    if (isCopying) copy(rows.mails(ids));
  }

  /** Whether nothing is left to be copied or listed; also for readers. */
  boolean hasAll() {
    return !isCopying && !isListing;
  }

  boolean hasStep() {
    return isCopying || isListing || trimming.hasStep();
  }

  void step() throws SQLException {
    if (isCopying) copyNext();
    else if (isListing) listNext();
    else trimming.step();
  }

  /** The conversations of an archive that was made when they were not listed. */
  private void listNext() throws SQLException {
    var value = SqlSchema.value(connection, LISTING);
    var last =
        table.listNext(value.isEmpty() ? 0 : SqlSchema.number(connection, LISTING), LISTED_STEP);
    isListing = last.isPresent();
    SqlSchema.put(connection, LISTING, isListing ? Long.toString(last.getAsLong()) : LISTED);
  }

  private void copyNext() throws SQLException {
    var next = rows.mailsAfter(copiedUpTo, STEP);
    copy(next);
    if (next.size() == STEP) {
      copiedUpTo = Optional.of(next.get(STEP - 1).id());
      return;
    }
    isCopying = false;
    SqlSchema.put(connection, KEY, COPIED);
  }

  private void copy(Collection<Mail> mails) throws SQLException {
    put(mails.stream().filter(ArchiveRule::admits).toList());
  }
}
