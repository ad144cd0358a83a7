package dev.parley.chat;

import dev.parley.chat.model.Mail;
import java.util.Comparator;
import java.util.List;

/**
 * Makes one object of a message that is in two states. Parts of a group that meet again have most
 * of their mail in common; if it were kept twice until the states are merged, it would need twice
 * the memory. Both states are traversed at once, because a snapshot has all mail in one order.
 */
public final class SharedMail {
  private static final Comparator<Mail> ORDER =
      Comparator.comparing(Mail::to)
          .thenComparingLong(Mail::lamport)
          .thenComparing(mail -> mail.id());

  private final List<Mail> own;
  private int next;

  /** {@code own} is a snapshot's mail. */
  public SharedMail(List<Mail> own) {
    this.own = own;
  }

  /** Whether there is nothing to share. */
  public boolean isEmpty() {
    return own.isEmpty();
  }

  /**
   * Returns {@code theirs}, the next message of another snapshot, or the equal message here. In
   * another order nothing is shared, and nothing is wrong.
   */
  public Mail share(Mail theirs) {
    while (next < own.size() && ORDER.compare(own.get(next), theirs) < 0) next++;
    return next < own.size() && own.get(next).equals(theirs) ? own.get(next) : theirs;
  }
}
