package dev.parley.chat.accounts;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Members that are about to leave and want to give their votes up first, as one view's leader knows
 * of them. A vote goes only while {@link #STAYING} other voters stay that are here and do not leave
 * themselves: when all servers stop, all votes but the first few stay where they are, and no single
 * server is left to decide by its disk alone.
 */
final class VoterDepartures {
  /** One server alone would decide by its disk alone; two that must agree keep what is decided. */
  static final int STAYING = 2;

  /** By node, when it was first heard; in that order. */
  private final Map<String, Long> sinceMs = new LinkedHashMap<>();

  private final long gatherMs;

  /** {@code gatherMs}: so long nothing is given up; others may be stopped at the same time. */
  VoterDepartures(long gatherMs) {
    this.gatherMs = gatherMs;
  }

  void onLeaving(String node, long nowMs) {
    sinceMs.putIfAbsent(node, nowMs);
  }

  boolean isLeaving(String node) {
    return sinceMs.containsKey(node);
  }

  /** Whose vote goes next: of a voter that may leave, and has waited for others to say so too. */
  Optional<String> next(List<String> voters, List<String> here, long nowMs) {
    return sinceMs.entrySet().stream()
        .filter(leaving -> nowMs - leaving.getValue() >= gatherMs)
        .map(Map.Entry::getKey)
        .filter(voters::contains)
        .filter(node -> isSafe(node, voters, here))
        .findFirst();
  }

  /** Says whether enough voters stay without {@code node}. */
  boolean isSafe(String node, List<String> voters, List<String> here) {
    long staying =
        voters.stream()
            .filter(voter -> !voter.equals(node) && here.contains(voter) && !isLeaving(voter))
            .count();
    return staying >= STAYING;
  }
}
