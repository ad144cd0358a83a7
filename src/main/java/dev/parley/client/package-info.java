/** The terminal client: one person's side of the conversation, kept when servers die. */
@NullMarked
package dev.parley.client;

import org.jspecify.annotations.NullMarked;
