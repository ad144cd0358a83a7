package dev.parley.chat;

import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.Mail;

/**
 * Estimates of the memory that the state's entries take on a server, in bytes, fitted to the
 * measured contents of a heap on a 64-bit JVM with compressed references. Waiting mail and its
 * order, and everything that is kept for ever, are entries of sorted maps.
 */
final class MemoryCost {
  /**
   * A message without its texts: the record, its identity, two map entries, the objects of texts.
   */
  private static final long MAIL_BYTES = 700;

  /** One member's count in a message's vector clock, without the member's name. */
  private static final long CLOCK_ENTRY_BYTES = 104;

  /** A member's name in a clock that is not known yet: "n-1111-", eight digits, an incarnation. */
  private static final long EXPECTED_MEMBER_BYTES = 32;

  /** A client id with all the fingerprints that it may have. */
  private static final long STREAM_BYTES = 248 + (long) Long.BYTES * SeenNumbers.FINGERPRINTS;

  /** The stream that stands for one that is forgotten: its entry, its id, its number. */
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
    long clock = 0;
    for (var member : mail.clock().keySet()) clock += CLOCK_ENTRY_BYTES + member.length();
    return withoutClock(mail.id().stream(), mail.text()) + clock;
  }

  /** The cost of a message that is about to be multicast in a group of {@code members}. */
  static long expected(ClientStream stream, String text, int members) {
    return withoutClock(stream, text) + members * (CLOCK_ENTRY_BYTES + EXPECTED_MEMBER_BYTES);
  }

  /** The cost of the largest message in a group of {@code members}. */
  static long largest(int members) {
    long texts = 2L * Mail.MAX_TEXT_BYTES + 2L * ClientStream.MAX_CLIENT_LENGTH;
    return MAIL_BYTES + texts + members * (CLOCK_ENTRY_BYTES + EXPECTED_MEMBER_BYTES);
  }

  // Each message has its own copy of its sender's client id, as it came from the wire.
  private static long withoutClock(ClientStream stream, String text) {
    return MAIL_BYTES + bytes(text) + bytes(stream.client());
  }

  static long of(ClientStream stream) {
    return (stream.isForgotten() ? FORGOTTEN_BYTES : STREAM_BYTES) + bytes(stream.client());
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
