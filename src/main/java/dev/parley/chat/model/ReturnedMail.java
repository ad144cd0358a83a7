package dev.parley.chat.model;

import java.util.UUID;

/**
 * A message that was accepted for an account that has lost its name: nobody will be shown it. It
 * waits, without its text, until its sender is notified. It keeps its place in its stream, so it
 * merges and is forgotten like any mail. Its text begins with a character that no text of a user
 * has.
 */
public final class ReturnedMail {
  private static final char MARK = '\u0015';

  private ReturnedMail() {}

  /**
   * The copy of {@code mail} that goes back to its sender; only messages that a user wrote go back.
   */
  public static Mail of(Mail mail) {
    return mail.withText(MARK + mail.uuid().toString());
  }

  public static boolean is(Mail mail) {
    return !mail.text().isEmpty() && mail.text().charAt(0) == MARK;
  }

  /** The id under which its sender knows the message. */
  public static UUID msg(Mail returned) {
    try {
      return UUID.fromString(returned.text().substring(1));
    } catch (IllegalArgumentException notOurs) {
      return returned.id().uuid();
    }
  }
}
