/**
 * The rules about what one client address and one account may take of a node. Pure: no actors,
 * sockets, clock or log.
 */
@NullMarked
package dev.parley.session.limits;

import org.jspecify.annotations.NullMarked;
