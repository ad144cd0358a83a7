package dev.parley.store;

import dev.parley.chat.history.ArchiveAnswer;
import dev.parley.chat.history.ArchiveAnswer.CopiedRows;
import dev.parley.chat.history.ArchiveAnswer.StreamPage;
import dev.parley.chat.history.ArchiveRequest;
import dev.parley.chat.history.ArchiveRequest.AskRows;
import dev.parley.chat.history.ArchiveRequest.AskStreams;
import dev.parley.chat.history.NumberRanges;
import dev.parley.chat.history.NumberRanges.Range;
import dev.parley.chat.history.StreamNumbers;
import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.Mail;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a store's archive has, as other members ask for it: the rows of the table, and the messages
 * that are in the log and not there yet.
 */
final class ArchiveExchange {
  private final HistoryTable table;

  /** By stream and number: what is in the log only. */
  private final TreeMap<ClientStream, TreeMap<Long, Mail>> logged = new TreeMap<>();

  ArchiveExchange(HistoryTable table, List<Mail> notArchived) {
    this.table = table;
    for (var mail : notArchived)
      logged
          .computeIfAbsent(mail.id().stream(), s -> new TreeMap<>())
          .merge(mail.id().seq(), mail, Mail::smaller);
  }

  ArchiveAnswer answer(ArchiveRequest request) throws SQLException {
    if (request instanceof AskStreams streams) return streams(streams.after());
    if (request instanceof AskRows rows) return rows(rows.wanted());
    throw new AssertionError("no answer for " + request);
  }

  // Which streams there are.

  private StreamPage streams(Optional<ClientStream> after) throws SQLException {
    var word = after.map(HistoryWords::of).orElse("");
    var found = table.seenAfter(word, StreamPage.MAX_STREAMS);
    Optional<ClientStream> next =
        found.size() < StreamPage.MAX_STREAMS
            ? Optional.empty()
            : Optional.of(found.get(found.size() - 1).stream());
    var page = new TreeMap<ClientStream, NumberRanges>();
    for (var stream : found) page.put(stream.stream(), NumberRanges.of(stream.ranges()));
    for (var stream : logged.entrySet()) {
      var own = HistoryWords.of(stream.getKey());
      boolean isOfPage =
          isBefore(word, own)
              && next.map(last -> !isBefore(HistoryWords.of(last), own)).orElse(true);
      if (!isOfPage) continue;
      var numbers = page.computeIfAbsent(stream.getKey(), s -> new NumberRanges());
      stream.getValue().keySet().forEach(numbers::add);
    }
    var streams = new ArrayList<StreamNumbers>();
    page.forEach((stream, numbers) -> streams.add(new StreamNumbers(stream, numbers.ranges())));
    return new StreamPage(streams, next);
  }

  /** In the order of the table. */
  private static boolean isBefore(String one, String other) {
    return Arrays.compareUnsigned(
            one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8))
        < 0;
  }

  List<StreamNumbers> lacking(List<StreamNumbers> theirs) throws SQLException {
    var lacking = new ArrayList<StreamNumbers>();
    for (var stream : theirs) {
      var own = table.seen(stream.stream());
      logged.getOrDefault(stream.stream(), new TreeMap<>()).keySet().forEach(own::add);
      var left = NumberRanges.of(stream.ranges()).without(own);
      if (!left.isEmpty()) lacking.add(new StreamNumbers(stream.stream(), left));
    }
    return lacking;
  }

  // Rows.

  private CopiedRows rows(List<StreamNumbers> wanted) throws SQLException {
    var mails = new ArrayList<Mail>();
    var covered = new ArrayList<StreamNumbers>();
    for (var stream : wanted) {
      var ranges = new ArrayList<Range>();
      for (var range : stream.ranges()) {
        int before = mails.size();
        boolean isWhole = add(stream.stream(), range, mails);
        if (isWhole) ranges.add(range);
        else if (mails.size() > before)
          ranges.add(new Range(range.from(), mails.get(mails.size() - 1).id().seq()));
        if (isWhole) continue;
        if (!ranges.isEmpty()) covered.add(new StreamNumbers(stream.stream(), ranges));
        return new CopiedRows(mails, covered);
      }
      covered.add(new StreamNumbers(stream.stream(), ranges));
    }
    return new CopiedRows(mails, covered);
  }

  /** Returns whether all of the range is there: otherwise the answer is full. */
  private boolean add(ClientStream stream, Range range, List<Mail> mails) throws SQLException {
    int room = CopiedRows.MAX_ROWS - mails.size();
    var found = new TreeMap<Long, Mail>();
    for (var mail : table.rows(stream, range, room + 1)) found.put(mail.id().seq(), mail);
    var inLog = logged.getOrDefault(stream, new TreeMap<>());
    inLog
        .subMap(range.from(), true, range.to(), true)
        .forEach((seq, mail) -> found.merge(seq, mail, Mail::smaller));
    long chars = mails.stream().mapToLong(mail -> mail.text().length()).sum();
    for (var mail : found.values()) {
      boolean isFull = mails.size() == CopiedRows.MAX_ROWS || chars >= CopiedRows.MAX_CHARS;
      if (isFull) return false;
      mails.add(mail);
      chars += mail.text().length();
    }
    return true;
  }
}
