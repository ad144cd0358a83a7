package dev.parley.chat.history;

import java.util.Optional;

/**
 * Asks for at most {@code limit} messages of a conversation: the last ones before {@code before},
 * or the first ones after {@code after}, or else the last ones of all. Pages that are cut by
 * positions neither overlap nor leave anything out, whatever arrives in between.
 */
public record HistoryQuery(
    Conversation conversation,
    Optional<HistoryPosition> before,
    Optional<HistoryPosition> after,
    int limit) {
  /** The longest page. */
  public static final int MAX_LIMIT = 200;

  public HistoryQuery {
    if (limit < 1 || limit > MAX_LIMIT)
      throw new IllegalArgumentException("a page of " + limit + " messages");
    if (before.isPresent() && after.isPresent())
      throw new IllegalArgumentException("a page before and after a message");
  }

  public static HistoryQuery last(Conversation conversation, int limit) {
    return new HistoryQuery(conversation, Optional.empty(), Optional.empty(), limit);
  }

  public static HistoryQuery before(Conversation conversation, HistoryPosition next, int limit) {
    return new HistoryQuery(conversation, Optional.of(next), Optional.empty(), limit);
  }

  public static HistoryQuery after(Conversation conversation, HistoryPosition last, int limit) {
    return new HistoryQuery(conversation, Optional.empty(), Optional.of(last), limit);
  }

  boolean admits(HistoryPosition position) {
    return before.map(next -> position.compareTo(next) < 0).orElse(true)
        && after.map(last -> position.compareTo(last) > 0).orElse(true);
  }
}
