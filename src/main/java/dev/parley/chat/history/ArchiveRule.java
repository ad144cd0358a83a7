package dev.parley.chat.history;

import dev.parley.chat.model.DeliveryReceipt;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.ReturnedMail;

/** What belongs in the archive: what a user wrote and another got. */
public final class ArchiveRule {
  private ArchiveRule() {}

  /** A message that goes back to its sender is without its text, and was for nobody. */
  public static boolean admits(Mail mail) {
    return !DeliveryReceipt.is(mail) && !DeliveryReceipt.is(mail.id()) && !ReturnedMail.is(mail);
  }
}
