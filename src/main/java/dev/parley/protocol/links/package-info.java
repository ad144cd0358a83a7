/**
 * Which members hold a TCP connection to each other, and what its end proves about a death. Pure;
 * the connections themselves are in {@code transport.peers}.
 */
@NullMarked
package dev.parley.protocol.links;

import org.jspecify.annotations.NullMarked;
