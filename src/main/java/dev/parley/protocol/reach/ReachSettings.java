package dev.parley.protocol.reach;

/**
 * The times within which lost multicast is noticed, derived from {@code suspectAfterMs}, the
 * silence after which a member is suspected: unicast must begin early enough that no member is
 * suspected.
 */
public record ReachSettings(long suspectAfterMs) {
  /** The multicast group is left and joined this often while no member is heard in it. */
  static final long REJOIN_MS = 10_000;

  /**
   * A member whose last multicast is older is not heard by multicast any more. At least two
   * heartbeats, since suspicion takes four; with the next heartbeat, which goes by unicast as well,
   * three quarters of the time to suspicion have passed.
   */
  long heardForMs() {
    return suspectAfterMs / 2;
  }

  /**
   * The interval at which a member reports the members that it hears while it hears all; a change
   * is reported at once.
   */
  long sayEveryMs() {
    return suspectAfterMs;
  }

  /** The same while a member is not heard: that one depends on it. */
  long sayMissingEveryMs() {
    return Math.max(1, suspectAfterMs / 4);
  }

  /** The time for which a report counts, so that two lost datagrams change nothing. */
  long believeForMs() {
    return 3 * suspectAfterMs;
  }

  /**
   * A change is logged when it has lasted for this long: longer than the members take to agree on a
   * death.
   */
  long noteAfterMs() {
    return 2 * suspectAfterMs;
  }
}
