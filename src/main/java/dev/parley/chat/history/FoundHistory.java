package dev.parley.chat.history;

import dev.parley.chat.model.Mail;
import java.util.List;

/**
 * What was found for a {@link HistoryRequest}, the oldest first. {@code hasMore}: there are earlier
 * messages, or later ones of a request for those after another; {@code hasLater}: there are later
 * ones than those around another. {@code isComplete}: no member is known to have more.
 */
public record FoundHistory(
    List<Mail> messages, boolean hasMore, boolean hasLater, boolean isComplete)
    implements ArchiveFinding {
  public FoundHistory {
    messages = List.copyOf(messages);
  }

  FoundHistory(HistoryPage page) {
    this(page.messages(), page.more(), false, true);
  }

  /** The same, as far as this server knows. */
  public FoundHistory complete(boolean isSo) {
    return new FoundHistory(messages, hasMore, hasLater, isSo);
  }
}
