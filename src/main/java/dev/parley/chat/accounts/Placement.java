package dev.parley.chat.accounts;

import dev.parley.protocol.MemberId;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The choice of the server for the next client: the server with the fewest sessions, the smallest
 * of several; a server that is being drained only if all are.
 */
public final class Placement {
  private Placement() {}

  /** {@code members} is not empty; {@code sessions} counts 0 for a member that is not in it. */
  public static MemberId choose(
      List<MemberId> members, Map<MemberId, Integer> sessions, Set<MemberId> draining) {
    return (draining.containsAll(members) ? members : without(members, draining))
        .stream()
            .min(
                Comparator.<MemberId>comparingInt(member -> sessions.getOrDefault(member, 0))
                    .thenComparing(Comparator.naturalOrder()))
            .orElseThrow(() -> new IllegalArgumentException("a view has members"));
  }

  private static List<MemberId> without(List<MemberId> members, Set<MemberId> draining) {
    return members.stream().filter(member -> !draining.contains(member)).toList();
  }
}
