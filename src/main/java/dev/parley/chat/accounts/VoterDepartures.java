package dev.parley.chat.accounts;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The members that are about to leave and want to give their votes up first, as known to one view's
 * leader. A vote is given up only while {@link #STAYING} other voters stay that are present and do
 * not leave themselves: when all servers stop, all votes but the first few stay where they are, and
 * no single server is left to decide by its disk alone.
 */
final class VoterDepartures {
  /** One server alone would decide by its disk alone; two that must agree keep what is decided. */
  static final int STAYING = 2;

  /** For each node, the time at which its departure was first announced; kept in that order. */
  private final Map<String, Long> sinceMs = new LinkedHashMap<>();

  private final long gatherMs;

  /** For {@code gatherMs} no vote is given up; other members may be stopped at the same time. */
  VoterDepartures(long gatherMs) {
    this.gatherMs = gatherMs;
  }

  void onLeaving(String node, long nowMs) {
    sinceMs.putIfAbsent(node, nowMs);
  }

  boolean isLeaving(String node) {
    return sinceMs.containsKey(node);
  }

  /**
   * The voter whose vote is given up next: one that may leave, and has waited for others to
   * announce the same.
   */
  Optional<String> next(List<String> voters, List<String> here, long nowMs) {
    return sinceMs.entrySet().stream()
        .filter(leaving -> nowMs - leaving.getValue() >= gatherMs)
        .map(Map.Entry::getKey)
        .filter(voters::contains)
        .filter(node -> isSafe(node, voters, here))
        .findFirst();
  }

  /** Whether enough voters stay without {@code node}. */
  boolean isSafe(String node, List<String> voters, List<String> here) {
    long staying =
        voters.stream()
            .filter(voter -> !voter.equals(node) && here.contains(voter) && !isLeaving(voter))
            .count();
    return staying >= STAYING;
  }
}
