package dev.parley.chat.history;

import dev.parley.chat.model.Mail;
import dev.parley.chat.model.MessageId;
import java.util.Comparator;

/**
 * The place of a message in its conversation, as in a mailbox: the same on every server, answers
 * after questions, and a sender's messages as they were typed.
 */
public record HistoryPosition(long lamport, MessageId id) implements Comparable<HistoryPosition> {
  private static final Comparator<HistoryPosition> ORDER =
      Comparator.comparingLong(HistoryPosition::lamport).thenComparing(HistoryPosition::id);

  public static HistoryPosition of(Mail mail) {
    return new HistoryPosition(mail.lamport(), mail.id());
  }

  @Override
  public int compareTo(HistoryPosition other) {
    return ORDER.compare(this, other);
  }
}
