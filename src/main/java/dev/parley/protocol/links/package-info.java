/**
 * The members that hold a TCP connection to each other, and the evidence that its end gives about a
 * death. Pure; the connections themselves are in {@code transport.peers}.
 */
@NullMarked
package dev.parley.protocol.links;

import org.jspecify.annotations.NullMarked;
