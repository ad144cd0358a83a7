package dev.parley.chat.model;

import dev.parley.protocol.MemberId;
import java.util.Optional;
import java.util.UUID;

/**
 * The receipt for a message that was shown, kept for a sender who is offline. It is mail of the
 * receiver's server to the sender, so it is kept, sent once and merged like any mail. Its text
 * begins with a character that no text of a user has.
 */
public final class DeliveryReceipt {
  /** No receipt is stored for a sender with this many messages waiting. */
  public static final int MAX_WAITING = 1_000;

  private static final char MARK = '\u0006';

  /** Separates the number and the id, which receipts of earlier versions do not have. */
  private static final char MSG = '/';

  private DeliveryReceipt() {}

  /** The stream in which {@code node} numbers the receipts of {@code receiver}. */
  public static ClientStream stream(UserName receiver, MemberId node) {
    return new ClientStream(receiver, "@receipts of " + node);
  }

  /** The message that was shown; {@code msg} is the id that its sender knows. */
  public record Shown(MessageId id, UUID msg) {}

  public static String text(Mail shown) {
    return MARK
        + Long.toString(shown.id().seq())
        + MSG
        + shown.uuid()
        + " "
        + shown.id().stream().client();
  }

  public static boolean is(Mail mail) {
    return !mail.text().isEmpty() && mail.text().charAt(0) == MARK;
  }

  /** Whether {@code id} is the id of a receipt. */
  public static boolean is(MessageId id) {
    return id.stream().client().startsWith("@receipts of ");
  }

  /**
   * The message of {@code receipt}'s reader that was shown; empty if the text is not that of a
   * receipt.
   */
  public static Optional<Shown> shown(Mail receipt) {
    int space = receipt.text().indexOf(' ');
    if (!is(receipt) || space < 2 || space + 1 == receipt.text().length()) return Optional.empty();
    var before = receipt.text().substring(1, space);
    int slash = before.indexOf(MSG);
    try {
      long seq = Long.parseLong(slash < 0 ? before : before.substring(0, slash));
      var client = receipt.text().substring(space + 1);
      if (seq < 1 || !ClientStream.isId(client)) return Optional.empty();
      var id = new MessageId(new ClientStream(receipt.to(), client), seq);
      var msg = slash < 0 ? id.uuid() : UUID.fromString(before.substring(slash + 1));
      return Optional.of(new Shown(id, msg));
    } catch (IllegalArgumentException ofNone) {
      return Optional.empty();
    }
  }
}
