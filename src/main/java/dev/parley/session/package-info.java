/**
 * One actor for each client connection: what a client asks, in which order, and what it is sent.
 * Knows no socket and no bytes.
 */
@NullMarked
package dev.parley.session;

import org.jspecify.annotations.NullMarked;
