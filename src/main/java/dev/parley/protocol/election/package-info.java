/**
 * The choice of the leader: the ring election of LeLann, Chang and Roberts in three modes. Pure;
 * knows no other protocol.
 */
@NullMarked
package dev.parley.protocol.election;

import org.jspecify.annotations.NullMarked;
