/**
 * What the three kinds of transport share. Only {@code transport} and {@code http} know sockets.
 */
@NullMarked
package dev.parley.transport;

import org.jspecify.annotations.NullMarked;
