/**
 * Accounts and the log in which a majority of voters decides them: credentials, voters, recovery.
 * Pure; knows nothing of mail and sessions.
 */
@NullMarked
package dev.parley.chat.accounts;

import org.jspecify.annotations.NullMarked;
