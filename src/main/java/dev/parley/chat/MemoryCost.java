package dev.parley.chat;

import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.ClockMembers;
import dev.parley.chat.model.Mail;

/**
 * Estimates of the memory that the state's entries take on a server, in bytes, fitted to the
 * measured contents of a heap on a 64-bit JVM with compressed references. Waiting mail and its
 * order, and everything that is kept for ever, are entries of sorted maps.
 */
final class MemoryCost {
  /**
   * A message without its text: the record, its identity, its clock, the objects of its text, its
   * places in the two orders of its mailbox. Its names and its stream are those of the accounts and
   * of the numbers that were seen.
   */
  private static final long MAIL_BYTES = 190;

  /** One member's count in a message's vector clock. */
  private static final long CLOCK_ENTRY_BYTES = Long.BYTES;

  /** The members that some clocks have counts of, without their ids. */
  private static final long CLOCK_MEMBERS_BYTES = 120;

  /** A member's id among them, without its characters. */
  private static final long CLOCK_MEMBER_BYTES = 48;

  /** A text that copies share, without its characters: its objects, its entry, its count. */
  private static final long SHARED_TEXT_BYTES = 110;

  /** A mailbox with any mail: its two orders, its place among all, a pair of accounts. */
  private static final long MAILBOX_BYTES = 250;

  /** A client id with all the fingerprints that it may have. */
  private static final long STREAM_BYTES = 248 + (long) Long.BYTES * SeenNumbers.FINGERPRINTS;

  /** A stream of which the last number alone is kept: its entry, its id, its number. */
  private static final long FORGOTTEN_BYTES = 224;

  /**
   * An account: its name and its skeleton, the salt and the two keys of its verifier, its claim.
   */
  private static final long ACCOUNT_BYTES = 740;

  /** A blocked name: the entry, its names, its place in two maps. */
  private static final long BLOCK_BYTES = 320;

  /** A client's logout: two numbers in a map of its account's. */
  private static final long LOGOUT_BYTES = 120;

  private MemoryCost() {}

  static long of(Mail mail) {
    return ofMail(mail.text(), mail.clock().size());
  }

  /** The cost of a message that is about to be multicast in a group of {@code members}. */
  static long expected(String text, int members) {
    return MAILBOX_BYTES + ofMail(text, members);
  }

  /** A copy of what was sent to a room, without its text, which all copies share. */
  static long ofCopy(Mail copy) {
    return ofMail("", copy.clock().size());
  }

  /** A text that copies share. */
  static long ofSharedText(String text) {
    return SHARED_TEXT_BYTES + bytes(text);
  }

  /** As {@link #expected(String, int)}, of so many copies with this text. */
  static long expected(int copies, String text, int members) {
    return copies == 0 ? 0 : copies * expected("", members) + ofSharedText(text);
  }

  /** The cost of the largest message in a group of {@code members}. */
  static long largest(int members) {
    return MAILBOX_BYTES + 2L * Mail.MAX_TEXT_BYTES + ofMail("", members);
  }

  private static long ofMail(String text, int members) {
    return MAIL_BYTES + bytes(text) + members * CLOCK_ENTRY_BYTES;
  }

  /** A mailbox that has mail, without its mail. */
  static long ofMailbox() {
    return MAILBOX_BYTES;
  }

  /** What all messages with a clock of these members share. */
  static long of(ClockMembers members) {
    return CLOCK_MEMBERS_BYTES + members.size() * CLOCK_MEMBER_BYTES + members.length();
  }

  static long of(ClientStream stream) {
    boolean isNumber = stream.isForgotten() || stream.isToMember();
    return (isNumber ? FORGOTTEN_BYTES : STREAM_BYTES) + bytes(stream.client());
  }

  static long ofAccount() {
    return ACCOUNT_BYTES;
  }

  static long ofBlock() {
    return BLOCK_BYTES;
  }

  static long ofLogout() {
    return LOGOUT_BYTES;
  }

  /** A JVM keeps a text in one byte a character if all fit, else in two. */
  private static long bytes(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > 0xff) return 2L * text.length();
    }
    return text.length();
  }
}
