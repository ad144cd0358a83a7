package dev.parley.chat.history;

import dev.parley.chat.model.Mail;
import dev.parley.chat.model.MessageId;
import java.util.Comparator;
import java.util.Optional;

/**
 * The place of a message in its conversation, as in a mailbox: the same on every server, answers
 * after questions, and a sender's messages as they were typed. Without an id it is the place before
 * all messages of its time.
 */
public record HistoryPosition(long lamport, Optional<MessageId> id)
    implements Comparable<HistoryPosition> {
  private static final Comparator<HistoryPosition> ORDER =
      Comparator.comparingLong(HistoryPosition::lamport)
          .thenComparing(HistoryPosition::id, HistoryPosition::compare);

  public static HistoryPosition of(Mail mail) {
    return new HistoryPosition(mail.lamport(), Optional.of(mail.id()));
  }

  /** Before all messages of this time. */
  public static HistoryPosition at(long lamport) {
    return new HistoryPosition(lamport, Optional.empty());
  }

  private static int compare(Optional<MessageId> one, Optional<MessageId> other) {
    return one.isPresent() && other.isPresent()
        ? one.get().compareTo(other.get())
        : Boolean.compare(one.isPresent(), other.isPresent());
  }

  @Override
  public int compareTo(HistoryPosition other) {
    return ORDER.compare(this, other);
  }
}
