package dev.parley.chat.history;

import java.util.Optional;

/**
 * A client asks for at most {@code limit} messages of a conversation: those at a place, or else the
 * last ones.
 */
public record HistoryRequest(Conversation conversation, Optional<Place> place, int limit)
    implements ArchiveQuestion {
  /** On which side of a message. */
  public enum Side {
    BEFORE,
    AFTER,
    /** The message itself, and as many before as after it. */
    AROUND
  }

  /** The messages on a side of the marked one. */
  public record Place(Side side, HistoryMark mark) {}

  public HistoryRequest {
    if (limit < 1 || limit > HistoryQuery.MAX_LIMIT)
      throw new IllegalArgumentException("a page of " + limit + " messages");
  }
}
