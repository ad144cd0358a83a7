package dev.parley.replica;

import dev.parley.chat.ClientExpiry;
import dev.parley.chat.MailExpiry;
import dev.parley.chat.MailShares;
import dev.parley.chat.accounts.AccountLogSettings;
import dev.parley.chat.rooms.Room;

/**
 * The settings of a replica, fixed for its life.
 *
 * @param leaderPatienceMs how long a question waits for a leader
 * @param keepMailMs how long mail may wait, or {@link MailExpiry#FOR_EVER}
 * @param mailMemory the memory that this node gives to all waiting mail, in bytes, or {@link
 *     MemoryRoom#UNLIMITED}
 * @param mailShares what one sender's mail may take of a mailbox
 * @param isNewcomer whether this node has a new identity, and has not met its cluster's accounts
 *     yet
 * @param forgetClientsMs how long a client id may be unused, or {@link ClientExpiry#FOR_EVER}
 * @param offlineAfterMs how long a user is away before others are notified; may be 0
 * @param keepHistoryMs how long what was read is kept; 0 for not at all
 * @param sessionsPerUser how many sessions a user may have at once
 * @param roomMembers how many members a room may have
 */
public record ReplicaSettings(
    long leaderPatienceMs,
    long keepMailMs,
    long mailMemory,
    MailShares mailShares,
    AccountLogSettings registry,
    boolean isNewcomer,
    long forgetClientsMs,
    long offlineAfterMs,
    long keepHistoryMs,
    int sessionsPerUser,
    int roomMembers) {
  /** A telephone, some computers, and programs: of more the oldest is hardly in use. */
  public static final int SESSIONS_PER_USER = 8;

  /**
   * Settings without limits for one sender and without an archive, with which no client id is
   * forgotten for its age, and others are notified at once when a user is away.
   */
  public ReplicaSettings(
      long leaderPatienceMs,
      long keepMailMs,
      long mailMemory,
      AccountLogSettings registry,
      boolean isNewcomer) {
    this(
        leaderPatienceMs,
        keepMailMs,
        mailMemory,
        MailShares.UNLIMITED,
        registry,
        isNewcomer,
        ClientExpiry.FOR_EVER,
        0,
        0,
        SESSIONS_PER_USER,
        Room.MAX_MEMBERS);
  }
}
