package dev.parley.protocol.multicast;

import dev.parley.protocol.Dependencies;
import dev.parley.protocol.FlushReport;
import dev.parley.protocol.multicast.MulticastMessage.Range;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The hold-back queue of one view: takes frames in any order and releases them in causal order,
 * each once. A frame is delivered when the one before it of the same origin and all of its
 * dependencies have been delivered (Birman, Schiper, Stephenson, TOCS 1991, 5.1).
 *
 * <p>Origins are slots of the view. Never gives back a frame twice; never gives back one whose past
 * is incomplete. The order depends on the frames and their arrival alone, not on how much of their
 * past they name. A frame costs a look at each of its dependencies once, and never a search through
 * the other held frames: only the next frame of each origin can be deliverable, and it waits for
 * one slot at a time.
 */
public final class CausalOrder {
  /**
   * How many frames of one origin are held beyond its next one; those beyond are dropped, and the
   * gap detector asks for them again. Eight windows of a sender, which never has more than one
   * unstable.
   */
  public static final int DEFAULT_HOLD_BACK_LIMIT = 8_192;

  /** Payload bytes held of one origin, for the same reason eight windows. */
  public static final int HOLD_BACK_BYTES = 8 << 20;

  /** Takes the frames that become deliverable, in delivery order. */
  @FunctionalInterface
  public interface Sink {
    void deliver(int slot, DataFrame frame);
  }

  private final long[] delivered;

  /** By slot, the highest number that a held frame names. */
  private final long[] named;

  private final List<SequenceRing<DataFrame>> held = new ArrayList<>();
  private final long[] heldBytes;
  private final WakeLists waits;
  private final int holdBackLimit;
  private int heldBack;

  /** Starts after {@code base}: by slot, the number of messages already delivered. */
  public CausalOrder(long[] base, int holdBackLimit) {
    this.delivered = base.clone();
    this.named = new long[base.length];
    this.heldBytes = new long[base.length];
    this.waits = new WakeLists(delivered);
    this.holdBackLimit = holdBackLimit;
    for (int slot = 0; slot < base.length; slot++) held.add(new SequenceRing<>());
  }

  /**
   * Passes to {@code sink} the frames that became deliverable by {@code frame} of {@code slot}:
   * none for a duplicate, a frame that is not of this view, or one held back.
   */
  public void onReceive(int slot, DataFrame frame, Sink sink) {
    long seq = frame.dot().seq();
    if (knows(slot, seq) || !frame.dependencies().fits(delivered.length)) return;
    boolean isNext = seq == delivered[slot] + 1;
    if (isNext && waits.isReady(slot, frame.dependencies())) {
      deliver(slot, frame, sink);
      return;
    }
    if (!isNext && !hasRoom(slot, frame)) return;
    held.get(slot).put(seq, frame);
    heldBytes[slot] += frame.payload().size();
    heldBack++;
    noteNamed(frame.dependencies());
  }

  // Dropping loses nothing: senders keep a frame until it is stable, and the gap detector asks for
  // it again. But a full queue must still take the frame that would empty it, the next one.
  private boolean hasRoom(int slot, DataFrame frame) {
    return frame.dot().seq() - delivered[slot] - 1 <= holdBackLimit
        && heldBytes[slot] + frame.payload().size() <= HOLD_BACK_BYTES;
  }

  private void noteNamed(Dependencies dependencies) {
    for (long rest = dependencies.named(); rest != 0; rest &= rest - 1) {
      int slot = Long.numberOfTrailingZeros(rest);
      named[slot] = Math.max(named[slot], dependencies.get(slot));
    }
  }

  /** A list of work instead of recursion: a long chain of held frames needs no deep stack. */
  private void deliver(int slot, DataFrame frame, Sink sink) {
    long ready = advance(slot, frame, sink);
    while (ready != 0) {
      int next = Long.numberOfTrailingZeros(ready);
      ready &= ready - 1;
      ready |= advance(next, takeNext(next), sink);
    }
  }

  /**
   * Delivers the next frame of {@code slot}; returns the slots whose next frames became
   * deliverable.
   */
  private long advance(int slot, DataFrame frame, Sink sink) {
    delivered[slot]++;
    sink.deliver(slot, frame);
    long ready = 0;
    for (long woken = waits.wokenBy(slot) | 1L << slot; woken != 0; woken &= woken - 1) {
      int candidate = Long.numberOfTrailingZeros(woken);
      var next = held.get(candidate).get(delivered[candidate] + 1);
      boolean isReady =
          next != null
              && (candidate == slot
                  ? waits.isReady(candidate, next.dependencies())
                  : waits.isStillReady(candidate, next.dependencies()));
      if (isReady) ready |= 1L << candidate;
    }
    return ready;
  }

  private DataFrame takeNext(int slot) {
    var frame = held.get(slot).remove(delivered[slot] + 1);
    if (frame == null) throw new IllegalStateException("slot " + slot + " has no next frame");
    heldBytes[slot] -= frame.payload().size();
    heldBack--;
    return frame;
  }

  /** Returns true if the frame was delivered or is held. */
  public boolean knows(int slot, long seq) {
    return seq <= delivered[slot] || held.get(slot).get(seq) != null;
  }

  /** The frame {@code seq} of {@code slot}, if it is held back. */
  @Nullable DataFrame held(int slot, long seq) {
    return held.get(slot).get(seq);
  }

  /**
   * Returns true if a member can have sent {@code frame} of {@code slot}, and can have known of its
   * past: nobody is further ahead of this member than the hold-back queue is long, since a sender
   * waits for all members.
   */
  boolean isPlausible(int slot, DataFrame frame) {
    if (!isPlausible(slot, frame.dot().seq())) return false;
    var dependencies = frame.dependencies();
    if (!dependencies.fits(delivered.length)) return false;
    for (long rest = dependencies.named(); rest != 0; rest &= rest - 1) {
      int named = Long.numberOfTrailingZeros(rest);
      if (!isPlausible(named, dependencies.get(named))) return false;
    }
    return true;
  }

  /** Returns true if a member can have delivered as much as it claims. */
  boolean isPlausible(SlotVector claimed) {
    for (int slot = 0; slot < delivered.length; slot++)
      if (!isPlausible(slot, claimed.get(slot))) return false;
    return true;
  }

  private boolean isPlausible(int slot, long seq) {
    return seq - delivered[slot] - 1 <= holdBackLimit;
  }

  public long delivered(int slot) {
    return delivered[slot];
  }

  public SlotVector deliveredBySlot() {
    return SlotVector.of(delivered);
  }

  public int heldBack() {
    return heldBack;
  }

  /** The payload bytes that are held of {@code slot}. */
  public long heldBytes(int slot) {
    return heldBytes[slot];
  }

  /**
   * The highest number of {@code slot} that any frame held here named; reveals frames never seen
   * here.
   */
  public long highestDependencyOn(int slot) {
    return named[slot];
  }

  /**
   * The numbers up to {@code upTo} that are neither delivered nor held, as at most {@code
   * maxRanges} runs, lowest first.
   */
  public List<Range> missing(int slot, long upTo, int maxRanges) {
    if (upTo <= delivered[slot]) return List.of();
    var ranges = new ArrayList<Range>();
    var ring = held.get(slot);
    long next = delivered[slot] + 1;
    long last = ring.size() == 0 ? 0 : Math.min(upTo, ring.high());
    for (long seq = next; seq <= last && ranges.size() < maxRanges; seq++) {
      if (ring.get(seq) == null) continue;
      if (seq > next) ranges.add(new Range(next, seq - 1));
      next = seq + 1;
    }
    if (next <= upTo && ranges.size() < maxRanges) ranges.add(new Range(next, upTo));
    return ranges;
  }

  /**
   * Discards held frames beyond {@code reach}, so that a view change delivers exactly the agreed
   * ones.
   */
  public void dropBeyond(long[] reach) {
    for (int slot = 0; slot < delivered.length; slot++) {
      var ring = held.get(slot);
      for (long seq = Math.max(ring.low(), reach[slot] + 1); seq <= ring.high(); seq++) {
        var frame = ring.get(seq);
        if (frame == null) continue;
        heldBytes[slot] -= frame.payload().size();
        heldBack--;
      }
      ring.dropBeyond(reach[slot]);
    }
  }

  /** The held frames, by origin and number, at most {@code limit}. */
  public List<FlushReport.Held> reportHeld(int limit) {
    var report = new ArrayList<FlushReport.Held>();
    for (var ring : held) {
      for (long seq = ring.low(); seq <= ring.high() && ring.size() > 0; seq++) {
        if (report.size() == limit) return report;
        var frame = ring.get(seq);
        if (frame != null) report.add(new FlushReport.Held(frame.dot(), frame.dependencies()));
      }
    }
    return report;
  }
}
