package dev.parley.chat.history;

import dev.parley.chat.model.Mail;
import java.util.List;

/**
 * What was found for a {@link ConversationsRequest}: the last message of each conversation, the
 * latest first. {@code hasMore}: there are conversations with earlier ones. {@code isComplete} is
 * as in {@link FoundHistory}.
 */
public record FoundConversations(List<Mail> last, boolean hasMore, boolean isComplete)
    implements ArchiveFinding {
  public FoundConversations {
    last = List.copyOf(last);
  }

  /** The same, as far as this server knows. */
  public FoundConversations complete(boolean isSo) {
    return new FoundConversations(last, hasMore, isSo);
  }
}
