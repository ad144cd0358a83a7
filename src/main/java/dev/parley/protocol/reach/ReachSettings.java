package dev.parley.protocol.reach;

/**
 * How quickly lost multicast is noticed, measured by {@code suspectAfterMs}, the silence after
 * which a member is suspected: unicast has to set in early enough for nobody to be suspected.
 */
public record ReachSettings(long suspectAfterMs) {
  /** The multicast group is left and joined this often while nobody is heard in it. */
  static final long REJOIN_MS = 10_000;

  /**
   * A member whose last multicast is older is not heard by multicast any more. At least two
   * heartbeats, since suspicion takes four; with the next heartbeat, which goes by unicast as well,
   * three quarters of the time to suspicion have passed.
   */
  long heardForMs() {
    return suspectAfterMs / 2;
  }

  /** How often a member says whom it hears while that is everybody; a change is said at once. */
  long sayEveryMs() {
    return suspectAfterMs;
  }

  /** The same while somebody is not heard: that one depends on it. */
  long sayMissingEveryMs() {
    return Math.max(1, suspectAfterMs / 4);
  }

  /** What a member said counts for so long, so that two lost datagrams change nothing. */
  long believeForMs() {
    return 3 * suspectAfterMs;
  }

  /** The log is told of what has lasted for so long: longer than a death takes to be agreed on. */
  long noteAfterMs() {
    return 2 * suspectAfterMs;
  }
}
