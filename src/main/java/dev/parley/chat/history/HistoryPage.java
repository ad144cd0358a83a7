package dev.parley.chat.history;

import dev.parley.chat.model.Mail;
import dev.parley.chat.model.MessageId;
import dev.parley.chat.model.TextRules;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/**
 * The reply to a {@link HistoryQuery}: messages, the oldest first, and whether there are more in
 * the direction of the query: later ones of a query with {@code after}, else earlier ones.
 */
public record HistoryPage(List<Mail> messages, boolean more) {
  public static final HistoryPage EMPTY = new HistoryPage(List.of(), false);

  /**
   * A page has no more bytes of text, but always a message: a client may ask for the next page
   * before it has read one, and output that waits is memory of the server.
   */
  static final int MAX_TEXT_BYTES = 256 << 10;

  public HistoryPage {
    messages = List.copyOf(messages);
  }

  /**
   * Makes the page of what was found in several places, in any order and some of it twice: of each
   * place at least one message more than the limit, as far as there are any. Of two copies of one
   * message the smaller counts, as in mailboxes.
   */
  public static HistoryPage of(HistoryQuery query, Collection<Mail> found) {
    var once = new TreeMap<MessageId, Mail>();
    for (var mail : found) once.merge(mail.id(), mail, Mail::smaller);
    var admitted = new ArrayList<Mail>();
    for (var mail : once.values()) if (query.admits(HistoryPosition.of(mail))) admitted.add(mail);
    admitted.sort(Comparator.comparing(HistoryPosition::of));
    boolean isForward = query.after().isPresent();
    int size = fitting(admitted, query.limit(), isForward);
    var page =
        isForward
            ? admitted.subList(0, size)
            : admitted.subList(admitted.size() - size, admitted.size());
    return new HistoryPage(page, size < admitted.size());
  }

  /** How many messages from one end a page takes. */
  private static int fitting(List<Mail> mails, int limit, boolean isForward) {
    long bytes = 0;
    int size = 0;
    for (; size < Math.min(limit, mails.size()); size++) {
      bytes += TextRules.bytes(mails.get(isForward ? size : mails.size() - 1 - size).text());
      if (size > 0 && bytes > MAX_TEXT_BYTES) break;
    }
    return size;
  }
}
