package dev.parley.chat;

import dev.parley.chat.model.ReadPosition;
import java.util.Map;
import java.util.TreeMap;

/**
 * How far the client of one session has seen: its last {@code at} stands for everything that it was
 * shown before, not for the last message alone, which may not come after all the others.
 */
public final class ReadPositionTracker {
  private final TreeMap<String, Long> counts = new TreeMap<>();

  /** {@code before}: what the client saw on other servers. */
  public ReadPositionTracker(ReadPosition before) {
    before.seen().counts().forEach((member, count) -> counts.put(member.toString(), count));
  }

  /** The client is told of a message of {@code clock}; gives the {@code at} that it is told. */
  public String on(Map<String, Long> clock) {
    clock.forEach((member, count) -> counts.merge(member, count, Math::max));
    if (counts.size() > clock.size()) forgetFormerLives();
    return ReadPosition.text(counts);
  }

  private void forgetFormerLives() {
    var lasting = ReadPosition.lastLives(ReadPosition.text(counts), Integer.MAX_VALUE);
    counts.clear();
    lasting.forEach((member, count) -> counts.put(member.toString(), count));
  }
}
