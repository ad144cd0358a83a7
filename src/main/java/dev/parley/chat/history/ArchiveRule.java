package dev.parley.chat.history;

import dev.parley.chat.model.DeliveryReceipt;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.ReturnedMail;
import dev.parley.chat.model.RoomPost;

/** What belongs in the archive: what a user wrote and another got, or what was sent to a room. */
public final class ArchiveRule {
  private ArchiveRule() {}

  /**
   * A message that goes back to its sender is without its text, and was for nobody; of what was
   * sent to a room the post is kept, and not its copies, nor what has the mark of a room alone.
   */
  public static boolean admits(Mail mail) {
    return (RoomPost.isPrivate(mail) || RoomPost.isPost(mail))
        && !DeliveryReceipt.is(mail)
        && !DeliveryReceipt.is(mail.id())
        && !ReturnedMail.is(mail);
  }
}
