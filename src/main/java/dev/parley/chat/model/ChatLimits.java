package dev.parley.chat.model;

/** What one user may make a server keep. Checked before a message is accepted, never after. */
public final class ChatLimits {
  /** Messages that may wait for one user. */
  public static final int MAX_MAIL_PER_MAILBOX = 10_000;

  /** Bytes of text that may wait for one user. */
  public static final long MAX_MAILBOX_BYTES = 16L << 20;

  /** Client ids that one user may send under; each costs every server an entry for ever. */
  public static final int MAX_STREAMS_PER_USER = 1_000;

  /** Accounts of a cluster. */
  public static final int MAX_ACCOUNTS = 1_000_000;

  /** Messages that one server may have submitted and not yet delivered. */
  public static final int MAX_PENDING = 8_192;

  private ChatLimits() {}
}
