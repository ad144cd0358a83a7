/**
 * The actor that holds this node's copy of the chat, and its parts: local sessions, requests to the
 * leader, durability. Rules of the chat belong in {@code chat}; sockets are unknown here.
 */
@NullMarked
package dev.parley.replica;

import org.jspecify.annotations.NullMarked;
