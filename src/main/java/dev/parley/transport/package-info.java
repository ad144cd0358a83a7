/**
 * The types that the three kinds of transport share. In a node only {@code transport} and {@code
 * http} know the actors of sockets and streams.
 */
@NullMarked
package dev.parley.transport;

import org.jspecify.annotations.NullMarked;
