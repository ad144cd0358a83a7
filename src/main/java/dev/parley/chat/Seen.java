package dev.parley.chat;

import dev.parley.protocol.MemberId;
import java.util.Map;
import java.util.TreeMap;

/**
 * How far the client of one session has seen: its last {@code at} stands for everything that it was
 * shown before, not for the last message alone, which may not come after all the others.
 */
public final class Seen {
  private final TreeMap<String, Long> counts = new TreeMap<>();

  /** {@code before}: what the client saw on other servers. */
  public Seen(Sighting before) {
    before.seen().counts().forEach((member, count) -> counts.put(member.toString(), count));
  }

  /** The client is told of a message of {@code clock}; gives the {@code at} that it is told. */
  public String on(Map<String, Long> clock) {
    clock.forEach((member, count) -> counts.merge(member, count, Math::max));
    if (counts.size() > clock.size()) forgetFormerLives();
    return Sighting.text(counts);
  }

  /** Who knows the later life of a node knows what is left of the former ones. */
  private void forgetFormerLives() {
    var members = Sighting.parse(Sighting.text(counts)).seen().counts().keySet();
    for (MemberId member : members) {
      if (members.stream().anyMatch(other -> other.supersedes(member)))
        counts.remove(member.toString());
    }
  }
}
