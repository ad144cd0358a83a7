package dev.parley.group;

import dev.parley.protocol.Member;
import java.util.List;
import java.util.Optional;

/**
 * Whom a member asks for the state of a component, and for what: its holders in turn, until one has
 * answered.
 */
final class HolderTurns {
  /**
   * At most this many attempts are made for one component, which takes a minute. By then the ballot
   * has long been replaced.
   */
  static final int MAX_ATTEMPTS = 1_200;

  private final List<Member> holders;
  private int attempts;
  private int failures;

  HolderTurns(List<Member> holders) {
    this.holders = List.copyOf(holders);
  }

  /** The holder whose turn it is; nothing if there is none, or all were asked too often. */
  Optional<Member> next() {
    if (holders.isEmpty() || attempts == MAX_ATTEMPTS) return Optional.empty();
    return Optional.of(holders.get(attempts++ % holders.size()));
  }

  /** A holder failed to answer; one that is not ready yet has not failed. */
  void onFailed() {
    failures++;
  }

  /**
   * Whether to ask for what is different only. If all holders failed to answer that, they may be of
   * a version that has whole states only: these are asked for then, and so in turn.
   */
  boolean isForDifference() {
    return failures / holders.size() % 2 == 0;
  }

  @Override
  public String toString() {
    return holders.toString();
  }
}
