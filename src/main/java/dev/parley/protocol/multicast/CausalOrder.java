package dev.parley.protocol.multicast;

import dev.parley.protocol.Dependencies;
import dev.parley.protocol.FlushReport;
import dev.parley.protocol.multicast.MulticastMessage.Range;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * The hold-back queue of one view: takes frames in any order and gives them back in causal order,
 * each once. A frame is delivered when the one before it of the same origin and everything that it
 * depends on has been delivered (Birman, Schiper, Stephenson, TOCS 1991, 5.1).
 *
 * <p>Origins are slots of the view. Never gives back a frame twice; never gives back one whose past
 * is incomplete.
 */
public final class CausalOrder {
  /**
   * Frames held back for one origin; beyond it the newest are dropped, and the gap detector asks
   * for them again.
   */
  public static final int DEFAULT_HOLD_BACK_LIMIT = 8_192;

  private final long[] delivered;
  private final List<TreeMap<Long, DataFrame>> held = new ArrayList<>();
  private final int holdBackLimit;

  /** Starts after {@code base}: by slot, what is already delivered. */
  public CausalOrder(long[] base, int holdBackLimit) {
    this.delivered = base.clone();
    this.holdBackLimit = holdBackLimit;
    for (int slot = 0; slot < base.length; slot++) held.add(new TreeMap<>());
  }

  /**
   * What became deliverable by {@code frame} of {@code slot}, in delivery order; nothing for a
   * duplicate or a frame held back.
   */
  public List<DataFrame> onReceive(int slot, DataFrame frame) {
    long seq = frame.dot().seq();
    if (knows(slot, seq) || frame.dependencies().slots() != delivered.length) return List.of();
    // Dropping loses nothing: senders keep a frame until it is stable, and the gap detector asks
    // for it again.
    // But a full queue must still take the frame that would empty it.
    if (held.get(slot).size() >= holdBackLimit && !isDeliverable(slot, frame)) return List.of();
    held.get(slot).put(seq, frame);
    return isDeliverable(slot, frame) ? release() : List.of();
  }

  /** Delivers whatever is deliverable, in an order that repeats for the same content. */
  public List<DataFrame> release() {
    var released = new ArrayList<DataFrame>();
    boolean progress = true;
    while (progress) {
      progress = false;
      for (int slot = 0; slot < delivered.length; slot++) {
        progress |= releaseFrom(slot, released);
      }
    }
    return released;
  }

  private boolean releaseFrom(int slot, List<DataFrame> released) {
    var queue = held.get(slot);
    boolean progress = false;
    while (!queue.isEmpty() && isDeliverable(slot, queue.firstEntry().getValue())) {
      released.add(queue.pollFirstEntry().getValue());
      delivered[slot]++;
      progress = true;
    }
    return progress;
  }

  private boolean isDeliverable(int slot, DataFrame frame) {
    if (frame.dot().seq() != delivered[slot] + 1) return false;
    var dependencies = frame.dependencies();
    for (int other = 0; other < delivered.length; other++) {
      if (other != slot && delivered[other] < dependencies.get(other)) return false;
    }
    return true;
  }

  /** Says whether the frame was delivered or is held. */
  public boolean knows(int slot, long seq) {
    return seq <= delivered[slot] || held.get(slot).containsKey(seq);
  }

  /** The held frame, or null. */
  public @org.jspecify.annotations.Nullable DataFrame heldFrame(int slot, long seq) {
    return held.get(slot).get(seq);
  }

  public long delivered(int slot) {
    return delivered[slot];
  }

  public Dependencies deliveredBySlot() {
    return Dependencies.of(delivered);
  }

  public int heldBack() {
    return held.stream().mapToInt(TreeMap::size).sum();
  }

  /**
   * The highest count that any held frame of any slot says its past contains of {@code slot}; tells
   * of frames never seen here.
   */
  public long highestDependencyOn(int slot) {
    long highest = 0;
    for (var queue : held) {
      for (var frame : queue.values()) highest = Math.max(highest, frame.dependencies().get(slot));
    }
    return highest;
  }

  /**
   * Which numbers up to {@code upTo} are neither delivered nor held, as at most {@code maxRanges}
   * runs, lowest first.
   */
  public List<Range> missing(int slot, long upTo, int maxRanges) {
    var ranges = new ArrayList<Range>();
    long next = delivered[slot] + 1;
    for (long seq : held.get(slot).keySet()) {
      if (seq > upTo || ranges.size() == maxRanges) break;
      if (seq > next) ranges.add(new Range(next, seq - 1));
      next = seq + 1;
    }
    if (next <= upTo && ranges.size() < maxRanges) ranges.add(new Range(next, upTo));
    return ranges;
  }

  /**
   * Forgets held frames beyond {@code reach}, so that a view change delivers exactly what was
   * agreed.
   */
  public void dropBeyond(long[] reach) {
    for (int slot = 0; slot < delivered.length; slot++) {
      held.get(slot).tailMap(reach[slot], false).clear();
    }
  }

  /** What is held, by origin and number, at most {@code limit}. */
  public List<FlushReport.Held> reportHeld(int limit) {
    var report = new ArrayList<FlushReport.Held>();
    for (var queue : held) {
      for (var frame : queue.values()) {
        if (report.size() == limit) return report;
        report.add(new FlushReport.Held(frame.dot(), frame.dependencies()));
      }
    }
    return report;
  }
}
