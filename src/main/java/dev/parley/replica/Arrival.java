package dev.parley.replica;

/**
 * Where a client has come from, and when: for its owner to see.
 *
 * @param address as in the log, not resolved
 * @param wallMs the time of day of this server, in milliseconds since 1970
 */
public record Arrival(String address, long wallMs) {
  static final Arrival UNKNOWN = new Arrival("", 0);
}
