/**
 * The rules of what a node shows of its group to those who watch it: its latest events, how it sees
 * the other members, and the ways of messages. Pure, and nothing here has a text of the chat or a
 * user's name.
 */
@NullMarked
package dev.parley.observe;

import org.jspecify.annotations.NullMarked;
