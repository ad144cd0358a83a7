package dev.parley.protocol.multicast;

import dev.parley.protocol.MemberId;
import dev.parley.protocol.ViewId;
import java.util.ArrayList;
import java.util.List;

/**
 * Packs frames into datagrams of one sender, in order. No datagram is larger than the budget, for
 * every frame fits one alone ({@link Fragmentation}).
 */
public final class Batcher {
  private final MemberId sender;
  private final int budgetBytes;

  /** {@code budgetBytes} from the sender's name on. */
  public Batcher(MemberId sender, int budgetBytes) {
    this.sender = sender;
    this.budgetBytes = budgetBytes;
  }

  /** Lists of frames of {@code view} that fit a datagram together. */
  public List<List<DataFrame>> split(ViewId view, List<DataFrame> frames) {
    if (frames.isEmpty()) return List.of();
    int header = FrameSizes.header(sender, view);
    var batches = new ArrayList<List<DataFrame>>(1);
    int start = 0;
    int size = header;
    long largest = 0;
    var origin = sender;
    long before = 0;
    for (int i = 0; i < frames.size(); i++) {
      var frame = frames.get(i);
      largest = Math.max(largest, FrameSizes.largest(frame.dependencies()));
      int more = bytes(frame, origin, before, largest);
      if (i > start && size + more > budgetBytes) {
        batches.add(List.copyOf(frames.subList(start, i)));
        start = i;
        largest = FrameSizes.largest(frame.dependencies());
        size = header;
        more = bytes(frame, sender, 0, largest);
      }
      size += more;
      origin = frame.dot().origin();
      before = frame.dot().seq();
    }
    batches.add(List.copyOf(frames.subList(start, frames.size())));
    return batches;
  }

  private static int bytes(DataFrame frame, MemberId origin, long before, long largest) {
    int name = frame.dot().origin().equals(origin) ? 0 : FrameSizes.name(frame.dot().origin());
    return name + FrameSizes.frame(frame, before, largest);
  }
}
