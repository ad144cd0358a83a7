package dev.parley.chat;

import dev.parley.chat.accounts.AccountChange;
import dev.parley.chat.accounts.AccountLogEntry;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.MessageId;
import dev.parley.chat.model.UserName;
import dev.parley.chat.rooms.Room;
import dev.parley.chat.rooms.RoomChange;

/** The meaning of a change of the chat's state for the users who are connected. */
public sealed interface Notice {
  /** New mail is in its receiver's mailbox. */
  record MailArrived(Mail mail) implements Notice {}

  /**
   * A member of a room has written {@code post} to it; the copies for the others arrive as mail.
   */
  record Posted(Mail post) implements Notice {}

  /**
   * What was decided of a room is in effect; {@code room} is as it is now, or as it was if it is
   * closed; {@code before} as it was, or as it is if it is new.
   */
  record RoomChanged(RoomChange change, Room before, Room room) implements Notice {}

  /** This room is another one, or none, since another part of the group has decided so. */
  record RoomReplaced(Room room) implements Notice {}

  /** The receiver was shown the message. */
  record MailDelivered(Mail mail) implements Notice {
    public MessageId id() {
      return mail.id();
    }

    public UserName to() {
      return mail.to();
    }
  }

  /**
   * The account that the message was accepted for has lost its name: the message goes to nobody.
   */
  record MailReturned(Mail returned) implements Notice {}

  /** The message waited for too long, and is gone. */
  record MailForgotten(MessageId id, UserName to) implements Notice {}

  record CameOnline(UserName name) implements Notice {}

  record WentOffline(UserName name) implements Notice {}

  /** {@code owner} has blocked {@code name}, or blocks it no more. */
  record BlockChanged(UserName owner, UserName name, boolean isBlocked) implements Notice {}

  /** The client of one more session of the user is known: perhaps others must end. */
  record SessionAdded(UserName name) implements Notice {}

  /** The account can be used at this replica from now on. */
  record AccountKnown(UserName name) implements Notice {}

  /** Nobody can log in to the account any more; its open sessions must end. */
  record AccountDisabled(UserName name) implements Notice {}

  /**
   * The account has another password, whose verifier has the number {@code verifier}: sessions that
   * were opened by an earlier one must end.
   */
  record PasswordReplaced(UserName name, long verifier) implements Notice {}

  /** A client of the user has logged out, or all of them: its sessions elsewhere must end. */
  record LoggedOut(UserName name) implements Notice {}

  /** The user has ended their clients that are shown as {@code device}. */
  record DeviceEnded(UserName name, String device) implements Notice {}

  /** An operator ends the user's sessions. */
  record UserKicked(UserName name) implements Notice {}

  /** The account log has one more entry, which is not decided yet. */
  record EntryAppended(AccountLogEntry entry) implements Notice {}

  /** This change was decided, and is applied. */
  record Decided(AccountChange change) implements Notice {}

  /**
   * Another part of the group gave the name away before this one did, and that registration holds:
   * the sessions that are open here belong to a user who has lost the name, and must end. Their
   * messages that nobody has read are gone.
   */
  record NameLost(UserName name) implements Notice {}
}
