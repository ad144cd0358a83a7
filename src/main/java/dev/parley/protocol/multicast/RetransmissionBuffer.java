package dev.parley.protocol.multicast;

import dev.parley.protocol.multicast.MulticastMessage.Range;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The delivered frames of one view that some member may still miss, by slot: any member that holds
 * a frame may send it again.
 */
public final class RetransmissionBuffer {
  private final List<SequenceRing<DataFrame>> frames = new ArrayList<>();
  private int size;

  public RetransmissionBuffer(int slots) {
    for (int slot = 0; slot < slots; slot++) frames.add(new SequenceRing<>());
  }

  /** Takes the next frame of {@code slot}: frames come in the order of their numbers. */
  public void add(int slot, DataFrame frame) {
    frames.get(slot).put(frame.dot().seq(), frame);
    size++;
  }

  /** Drops the frames of {@code slot} up to {@code stable}: every member has them. */
  public void forget(int slot, long stable) {
    var ring = frames.get(slot);
    size -= ring.size();
    ring.dropThrough(stable);
    size += ring.size();
  }

  /**
   * The requested frames that are here, in order, at most {@code limit}; the work is bounded by the
   * contents of the buffer, not by the size of the request.
   */
  public List<DataFrame> find(int slot, List<Range> ranges, int limit) {
    var found = new ArrayList<DataFrame>();
    var ring = frames.get(slot);
    for (var range : ranges) {
      long last = Math.min(range.last(), ring.high());
      for (long seq = Math.max(range.first(), ring.low()); seq <= last; seq++) {
        if (found.size() == limit) return found;
        var frame = ring.get(seq);
        if (frame != null) found.add(frame);
      }
    }
    return found;
  }

  /** The frame {@code seq} of {@code slot}, if it is here. */
  @Nullable DataFrame find(int slot, long seq) {
    return frames.get(slot).get(seq);
  }

  public int size(int slot) {
    return frames.get(slot).size();
  }

  public int size() {
    return size;
  }
}
