/**
 * What is kept of messages after they were read: the conversations, the order in them, pages and
 * numbers. Pure; it takes no part in the replicated state.
 */
@NullMarked
package dev.parley.chat.history;

import org.jspecify.annotations.NullMarked;
