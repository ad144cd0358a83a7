package dev.parley.chat.model;

/**
 * The limits of the data that one user may make a server keep. They are checked before a message is
 * accepted, never after.
 */
public final class ChatLimits {
  /** At most this many messages may wait for one user. */
  public static final int MAX_MAIL_PER_MAILBOX = 10_000;

  /**
   * At most this many of them may be of rooms, which leave room for private mail: later ones are in
   * the history alone.
   */
  public static final int MAX_POSTS_PER_MAILBOX = 5_000;

  /** At most this many bytes of text may wait for one user. */
  public static final long MAX_MAILBOX_BYTES = 16L << 20;

  /** At most this many bytes of them may be of rooms, as {@link #MAX_POSTS_PER_MAILBOX}. */
  public static final long MAX_POST_BYTES_PER_MAILBOX = MAX_MAILBOX_BYTES / 2;

  /**
   * At most this many client ids may be in use by one user. One that was not used for a day makes
   * room for another.
   */
  public static final int MAX_STREAMS_PER_USER = 1_000;

  /**
   * Of at most this many streams of one user that are forgotten the last numbers are remembered: of
   * more those that have been unused for longest go. It takes somebody who uses a new client id
   * every minute a week to get there.
   */
  public static final int MAX_FORGOTTEN_PER_USER = 10_000;

  /**
   * At most this many streams to members of rooms may be in use by one user, one for each client
   * and member: some 2.5 MB. One client reaches all members that there can be; of those who write
   * from more, what was not used for a day makes room.
   */
  public static final int MAX_STREAMS_TO_MEMBERS = 10_000;

  /**
   * At most this many names may be blocked by one user, and as many are remembered as blocked no
   * more.
   */
  public static final int MAX_BLOCKED = 1_000;

  /** At most this many accounts may exist in a cluster. */
  public static final int MAX_ACCOUNTS = 1_000_000;

  /** At most this many messages may be submitted by one server and not yet delivered. */
  public static final int MAX_PENDING = 8_192;

  private ChatLimits() {}
}
