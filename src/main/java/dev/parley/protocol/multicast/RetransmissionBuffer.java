package dev.parley.protocol.multicast;

import dev.parley.protocol.multicast.MulticastMessage.Range;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * The delivered frames of one view that some member may still miss, by slot: whoever holds a frame
 * may send it again.
 */
public final class RetransmissionBuffer {
  private final List<TreeMap<Long, DataFrame>> frames = new ArrayList<>();

  public RetransmissionBuffer(int slots) {
    for (int slot = 0; slot < slots; slot++) frames.add(new TreeMap<>());
  }

  public void add(int slot, DataFrame frame) {
    frames.get(slot).put(frame.dot().seq(), frame);
  }

  /** Drops the frames of {@code slot} up to {@code stable}: every member has them. */
  public void forget(int slot, long stable) {
    frames.get(slot).headMap(stable, true).clear();
  }

  /**
   * Which of the asked frames are here, in order, at most {@code limit}; the work is bounded by
   * what is here, not by what is asked.
   */
  public List<DataFrame> find(int slot, List<Range> ranges, int limit) {
    var found = new ArrayList<DataFrame>();
    for (var range : ranges) {
      if (range.first() > range.last()) continue;
      for (var frame : frames.get(slot).subMap(range.first(), true, range.last(), true).values()) {
        if (found.size() == limit) return found;
        found.add(frame);
      }
    }
    return found;
  }

  public int size(int slot) {
    return frames.get(slot).size();
  }

  public int size() {
    return frames.stream().mapToInt(TreeMap::size).sum();
  }
}
