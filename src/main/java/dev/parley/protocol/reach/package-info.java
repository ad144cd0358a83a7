/** Whom this node's multicasts reach, and whom it addresses by unicast as well. Pure. */
@org.jspecify.annotations.NullMarked
package dev.parley.protocol.reach;
