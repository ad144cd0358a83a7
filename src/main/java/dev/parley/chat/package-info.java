/**
 * The replicated state of the chat and its rules: mailboxes, presence, admission, expiry, memory.
 * Pure: every replica applies the same events and comes to the same state.
 */
@NullMarked
package dev.parley.chat;

import org.jspecify.annotations.NullMarked;
