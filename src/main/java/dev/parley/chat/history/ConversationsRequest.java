package dev.parley.chat.history;

import dev.parley.chat.model.UserName;
import java.util.Optional;

/**
 * A client asks for at most {@code limit} of its user's conversations, those with the latest
 * messages first: those whose last message is before {@code before}, or else the first ones. {@code
 * claim} is the user's.
 */
public record ConversationsRequest(
    UserName user, long claim, Optional<HistoryMark> before, int limit) implements ArchiveQuestion {
  public ConversationsRequest {
    if (limit < 1 || limit > HistoryQuery.MAX_LIMIT)
      throw new IllegalArgumentException("a list of " + limit + " conversations");
  }
}
