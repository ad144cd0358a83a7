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
 * What was found for a {@link SearchRequest}, the latest first. {@code hasMore}: there are others,
 * or may be, since not all was looked at. {@code isComplete} is as in {@link FoundHistory}.
 */
public record FoundMessages(List<Mail> messages, boolean hasMore, boolean isComplete)
    implements ArchiveFinding {
  public FoundMessages {
    messages = List.copyOf(messages);
  }

  /**
   * Makes the answer of what was found in several places, some of it twice; {@code isAll}: all
   * messages were looked at.
   */
  public static FoundMessages of(SearchRequest request, Collection<Mail> found, boolean isAll) {
    var once = new TreeMap<MessageId, Mail>();
    for (var mail : found) once.merge(mail.id(), mail, Mail::smaller);
    var messages = new ArrayList<>(once.values());
    messages.sort(Comparator.comparing(HistoryPosition::of).reversed());
    long bytes = 0;
    int size = 0;
    for (; size < Math.min(request.limit(), messages.size()); size++) {
      bytes += TextRules.bytes(messages.get(size).text());
      if (size > 0 && bytes > HistoryPage.MAX_TEXT_BYTES) break;
    }
    return new FoundMessages(messages.subList(0, size), !isAll || size < messages.size(), true);
  }

  /** The same, as far as this server knows. */
  public FoundMessages complete(boolean isSo) {
    return new FoundMessages(messages, hasMore, isSo);
  }
}
