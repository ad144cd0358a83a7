package dev.parley.chat;

import dev.parley.chat.model.ReadPosition;
import java.util.Map;
import java.util.TreeMap;

/**
 * The read position of the client of one session: its last {@code at} stands for everything that it
 * was shown before, not for the last message alone, which may not come after all the others.
 */
public final class ReadPositionTracker {
  private final TreeMap<String, Long> counts = new TreeMap<>();

  /** {@code before} is the client's read position on other servers. */
  public ReadPositionTracker(ReadPosition before) {
    before.seen().counts().forEach((member, count) -> counts.put(member.toString(), count));
  }

  /**
   * The client is shown a message with this {@code clock}; returns the {@code at} that is sent with
   * it.
   */
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
