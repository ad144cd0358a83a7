package dev.parley.protocol.multicast;

import java.util.ArrayList;
import java.util.List;

/**
 * Packs frames into datagrams, in order. The sizes are estimates from above of what the wire makes
 * of a frame: a little room is left rather than a packet torn in two.
 */
public final class Batcher {
  /** What a datagram costs before its first frame: the names of cluster, sender and view. */
  static final int HEADER_BYTES = 96;

  /** What a frame costs beyond its payload and its vector. */
  static final int FRAME_OVERHEAD_BYTES = 12;

  /** A count in the first vector of a datagram, which is told whole. */
  static final int WHOLE_COUNT_BYTES = 5;

  /** A count in a later vector, which is told as what changed. */
  static final int CHANGED_COUNT_BYTES = 2;

  private Batcher() {}

  /**
   * Lists of frames that fit {@code budgetBytes} together; a frame that is larger alone travels
   * alone.
   */
  public static List<List<DataFrame>> split(List<DataFrame> frames, int budgetBytes) {
    var batches = new ArrayList<List<DataFrame>>();
    var batch = new ArrayList<DataFrame>();
    int size = 0;
    for (var frame : frames) {
      int more = frameBytes(frame, CHANGED_COUNT_BYTES);
      if (!batch.isEmpty() && size + more > budgetBytes) {
        batches.add(List.copyOf(batch));
        batch.clear();
      }
      size = batch.isEmpty() ? HEADER_BYTES + frameBytes(frame, WHOLE_COUNT_BYTES) : size + more;
      batch.add(frame);
    }
    if (!batch.isEmpty()) batches.add(List.copyOf(batch));
    return batches;
  }

  private static int frameBytes(DataFrame frame, int countBytes) {
    return FRAME_OVERHEAD_BYTES
        + countBytes * frame.dependencies().slots()
        + frame.payload().size();
  }
}
