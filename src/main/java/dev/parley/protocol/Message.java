package dev.parley.protocol;

/**
 * What one node says to another. Each protocol seals its own family of messages; the wire ring
 * knows how each becomes bytes.
 */
public interface Message {}
