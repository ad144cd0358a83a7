package dev.parley.protocol.election;

/**
 * How a ring election begins and ends. Both elect the largest live member; they differ in time and
 * messages.
 */
public enum ElectionMode {
  /**
   * All live members first agree on who lives, then all initiate, and the winner acts after an
   * announcement lap.
   */
  CLASSIC,
  /**
   * The first member that misses the leader initiates, the others join by its token, and the winner
   * acts at once.
   */
  EAGER
}
