package dev.parley.protocol.multicast;

import java.util.ArrayList;
import java.util.List;

/** Packs frames into datagrams, in order. */
public final class Batcher {
  /** What a frame costs beyond its payload and two bytes for each slot, at most, about. */
  private static final int FRAME_OVERHEAD_BYTES = 16;

  private Batcher() {}

  /**
   * Lists of frames that fit {@code budgetBytes} together; a frame that is larger alone travels
   * alone.
   */
  public static List<List<DataFrame>> split(List<DataFrame> frames, int budgetBytes) {
    var batches = new ArrayList<List<DataFrame>>();
    List<DataFrame> batch = new ArrayList<>();
    int size = 0;
    for (var frame : frames) {
      int frameSize =
          FRAME_OVERHEAD_BYTES + 2 * frame.dependencies().slots() + frame.payload().size();
      if (!batch.isEmpty() && size + frameSize > budgetBytes) {
        batches.add(List.copyOf(batch));
        batch.clear();
        size = 0;
      }
      batch.add(frame);
      size += frameSize;
    }
    if (!batch.isEmpty()) batches.add(List.copyOf(batch));
    return batches;
  }
}
