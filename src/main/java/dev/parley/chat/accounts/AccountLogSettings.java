package dev.parley.chat.accounts;

/**
 * The rules for choosing the voters. Half of them will do when the others are proven dead, as
 * {@code lastSurvivor} says. A member votes when it has been in the view for {@code promoteMs}, and
 * no longer when it has been missing for {@code demoteMs}; without these delays, a short pause of
 * the network would change the voters twice. A member that leaves keeps its vote for {@code
 * gatherMs}, so that members that are stopped together know of each other before any of them gives
 * its vote up. Of a log that this member founds, {@code registration} says who may register.
 */
public record AccountLogSettings(
    SurvivorProof lastSurvivor,
    long promoteMs,
    long demoteMs,
    long gatherMs,
    Registration registration) {
  public static final AccountLogSettings DEFAULT = of(SurvivorProof.SAME_MACHINE);

  /**
   * The default times; the gathering is well within the second that a member waits before it
   * leaves.
   */
  public static AccountLogSettings of(SurvivorProof lastSurvivor) {
    return of(lastSurvivor, Registration.OPEN);
  }

  public static AccountLogSettings of(SurvivorProof lastSurvivor, Registration registration) {
    return new AccountLogSettings(lastSurvivor, 1_000, 3_000, 200, registration);
  }

  /** Settings with which anybody may register. */
  public AccountLogSettings(
      SurvivorProof lastSurvivor, long promoteMs, long demoteMs, long gatherMs) {
    this(lastSurvivor, promoteMs, demoteMs, gatherMs, Registration.OPEN);
  }

  /**
   * The settings of a member that is about to leave: it takes no vote from members that left a
   * moment before, and does not end as the only voter.
   */
  public AccountLogSettings whileLeaving() {
    return new AccountLogSettings(
        SurvivorProof.OFF, Long.MAX_VALUE, Long.MAX_VALUE, gatherMs, registration);
  }
}
