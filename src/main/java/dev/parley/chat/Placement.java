package dev.parley.chat;

import dev.parley.protocol.MemberId;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Which server gets the next client: the one with the fewest sessions, the smallest of several. */
public final class Placement {
  private Placement() {}

  /** {@code members} is not empty; {@code sessions} counts 0 for a member that is not in it. */
  public static MemberId choose(List<MemberId> members, Map<MemberId, Integer> sessions) {
    return members.stream()
        .min(
            Comparator.<MemberId>comparingInt(member -> sessions.getOrDefault(member, 0))
                .thenComparing(Comparator.naturalOrder()))
        .orElseThrow(() -> new IllegalArgumentException("a view has members"));
  }
}
