/**
 * The actors of the group protocols and what carries their messages: each asks a pure core of
 * {@code protocol} and performs what it answers. Knows nothing of clients; of the chat it carries
 * the bytes and the snapshots only.
 */
@NullMarked
package dev.parley.group;

import org.jspecify.annotations.NullMarked;
