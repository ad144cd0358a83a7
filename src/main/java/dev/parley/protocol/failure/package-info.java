/**
 * Which members of the view are silent, and whether the others agree: heartbeats, suspicion,
 * pauses. Pure; knows no other protocol.
 */
@NullMarked
package dev.parley.protocol.failure;

import org.jspecify.annotations.NullMarked;
