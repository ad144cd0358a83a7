/**
 * One actor for each client connection: the client's commands, their order, and the output sent to
 * the client. Knows no socket and no bytes.
 */
@NullMarked
package dev.parley.session;

import org.jspecify.annotations.NullMarked;
