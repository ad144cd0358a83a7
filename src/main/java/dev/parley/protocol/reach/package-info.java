/**
 * The members that this node's multicasts reach, and those that it addresses by unicast as well.
 * Pure; knows no other protocol.
 */
@NullMarked
package dev.parley.protocol.reach;

import org.jspecify.annotations.NullMarked;
