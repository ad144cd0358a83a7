package dev.parley.chat;

import dev.parley.protocol.MemberId;
import java.util.Optional;

/**
 * That a message was shown, kept for a sender who is away: mail of the receiver's server to the
 * sender, so it is kept, told once and merged as any mail is. Its text begins with a character that
 * no text of a person has.
 */
public final class Receipt {
  /** More than so many messages wait for the sender already: then he gets no receipts as well. */
  public static final int MAX_WAITING = 1_000;

  private static final char MARK = '\u0006';

  private Receipt() {}

  /** Where {@code node} numbers the receipts of {@code receiver}. */
  static Stream stream(UserName receiver, MemberId node) {
    return new Stream(receiver, "@receipts of " + node);
  }

  static String text(MessageId shown) {
    return MARK + Long.toString(shown.seq()) + " " + shown.stream().client();
  }

  public static boolean is(Mail mail) {
    return !mail.text().isEmpty() && mail.text().charAt(0) == MARK;
  }

  /** Says whether it is a receipt's number. */
  public static boolean is(MessageId id) {
    return id.stream().client().startsWith("@receipts of ");
  }

  /** Which message of {@code receipt}'s reader was shown; nothing if the text is of none. */
  public static Optional<MessageId> shown(Mail receipt) {
    int space = receipt.text().indexOf(' ');
    if (!is(receipt) || space < 2 || space + 1 == receipt.text().length()) return Optional.empty();
    try {
      long seq = Long.parseLong(receipt.text().substring(1, space));
      var client = receipt.text().substring(space + 1);
      return seq < 1 || !Stream.isId(client)
          ? Optional.empty()
          : Optional.of(new MessageId(new Stream(receipt.to(), client), seq));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
