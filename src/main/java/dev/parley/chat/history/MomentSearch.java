package dev.parley.chat.history;

import dev.parley.chat.history.HistoryRequest.Side;
import dev.parley.chat.model.Mail;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * Finds where in a conversation a moment is. Messages are in the order of their Lamport times, and
 * nearly in that of the clocks: so the place is found by halving, in at most 64 questions for one
 * message each.
 */
final class MomentSearch {
  /** The id of no message. */
  private static final UUID NONE = new UUID(0, 0);

  private final Function<HistoryQuery, HistoryPage> source;
  private final Conversation conversation;

  MomentSearch(Function<HistoryQuery, HistoryPage> source, Conversation conversation) {
    this.source = source;
    this.conversation = conversation;
  }

  /** A mark that stands for the moment when pages on that side of it are made. */
  HistoryMark mark(Side side, long ms) {
    return switch (side) {
      case BEFORE -> new HistoryMark(firstSince(ms) - 1, NONE);
      case AFTER -> new HistoryMark(ms == Long.MAX_VALUE ? ms : firstSince(ms + 1), NONE);
      case AROUND -> new HistoryMark(firstSince(ms), NONE);
    };
  }

  /** The Lamport time from which on messages were sent at {@code ms} or later. */
  private long firstSince(long ms) {
    long from = 0;
    long to = end();
    while (from < to) {
      long middle = from + (to - from) / 2;
      var next = first(middle);
      if (next.isEmpty() || next.get().sentAtMs() >= ms) to = middle;
      else from = next.get().lamport() + 1;
    }
    return from;
  }

  /** After all messages. */
  private long end() {
    var last = source.apply(HistoryQuery.last(conversation, 1)).messages();
    return last.isEmpty() ? 0 : last.get(0).lamport() + 1;
  }

  private Optional<Mail> first(long lamport) {
    var query = HistoryQuery.after(conversation, HistoryPosition.at(lamport), 1);
    return source.apply(query).messages().stream().findFirst();
  }
}
