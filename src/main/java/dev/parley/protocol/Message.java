package dev.parley.protocol;

/**
 * A message from one node to another. Each protocol seals its own family of messages; the wire ring
 * knows how each becomes bytes.
 */
public interface Message {}
