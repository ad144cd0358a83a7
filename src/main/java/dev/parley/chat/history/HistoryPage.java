package dev.parley.chat.history;

import dev.parley.chat.model.Mail;
import dev.parley.chat.model.MessageId;
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
    int size = admitted.size();
    boolean more = size > query.limit();
    if (!more) return new HistoryPage(admitted, false);
    boolean isForward = query.after().isPresent();
    return new HistoryPage(
        isForward
            ? admitted.subList(0, query.limit())
            : admitted.subList(size - query.limit(), size),
        true);
  }
}
