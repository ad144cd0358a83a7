package dev.parley.replica;

import dev.parley.chat.MailExpiry;
import dev.parley.chat.accounts.AccountLogSettings;

/**
 * What a replica is given for its life.
 *
 * @param leaderPatienceMs for how long a question waits for a leader
 * @param keepMailMs for how long mail may wait, or {@link MailExpiry#FOR_EVER}
 * @param mailMemory what this node gives to all mail that waits, in bytes of its memory, or {@link
 *     MemoryRoom#UNLIMITED}
 * @param isNewcomer this node was made anew, and has not met its cluster's accounts yet
 */
public record ReplicaSettings(
    long leaderPatienceMs,
    long keepMailMs,
    long mailMemory,
    AccountLogSettings registry,
    boolean isNewcomer) {}
