package dev.parley.chat.history;

import dev.parley.chat.model.ClaimPair;
import java.util.Optional;

/**
 * A client asks for at most {@code limit} messages of a conversation: those at a place, or else the
 * last ones. Of a room, those that {@code viewer} may see.
 */
public record HistoryRequest(
    Conversation conversation, Optional<Place> place, int limit, RoomViewer viewer)
    implements ArchiveQuestion {
  /** On which side of a message. */
  public enum Side {
    BEFORE,
    AFTER,
    /** The message itself, and as many before as after it. */
    AROUND
  }

  /** The messages on a side of the marked one, or of a moment. */
  public record Place(Side side, Point point) {}

  /** What a place is beside. */
  public sealed interface Point permits HistoryMark, SentAt {}

  /**
   * A moment, in milliseconds since 1970 by the clocks of the senders' servers. Where these differ,
   * messages that were sent at nearly the same moment may be on either side of it. A message that
   * was sent at the moment itself is on neither.
   */
  public record SentAt(long ms) implements Point {}

  /** Of a conversation of the user who asks. */
  public HistoryRequest(Conversation conversation, Optional<Place> place, int limit) {
    this(conversation, place, limit, new RoomViewer(ClaimPair.ANY));
  }

  public HistoryRequest {
    if (limit < 1 || limit > HistoryQuery.MAX_LIMIT)
      throw new IllegalArgumentException("a page of " + limit + " messages");
  }
}
