package dev.parley.chat;

/**
 * The part of one mailbox that the mail of one sender may take while it is unread, so that nobody
 * shuts a mailbox for all others: at most {@code messages} with {@code textBytes} of text; and at
 * most {@code ofStranger} messages of a sender to whom the mailbox's user, who is not online, has
 * not written. 0 is no limit.
 *
 * <p>Decided by the sender's server when a message is sent, and never about mail that is accepted:
 * parts of a group that merge may have twice as much.
 */
public record MailShares(int messages, long textBytes, int ofStranger) {
  public static final MailShares UNLIMITED = new MailShares(0, 0, 0);

  public MailShares {
    if (messages < 0 || textBytes < 0 || ofStranger < 0)
      throw new IllegalArgumentException(
          "limits of at least 0, not " + messages + ", " + textBytes + " and " + ofStranger);
  }

  /** Whether a sender may have {@code load} waiting, the message that is to be sent included. */
  boolean admit(MailLoad load, boolean isStranger) {
    return isWithin(load.mails(), messages)
        && isWithin(load.textBytes(), textBytes)
        && !(isStranger && !isWithin(load.mails(), ofStranger));
  }

  private static boolean isWithin(long count, long limit) {
    return limit == 0 || count <= limit;
  }
}
