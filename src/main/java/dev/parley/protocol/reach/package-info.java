/**
 * Whom this node's multicasts reach, and whom it addresses by unicast as well. Pure; knows no other
 * protocol.
 */
@NullMarked
package dev.parley.protocol.reach;

import org.jspecify.annotations.NullMarked;
