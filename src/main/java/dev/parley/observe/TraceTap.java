package dev.parley.observe;

import dev.parley.observe.TracePoint.Kind;
import dev.parley.protocol.Dot;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Message;
import dev.parley.protocol.Output;
import dev.parley.protocol.Output.Transmit;
import dev.parley.protocol.Signal;
import dev.parley.protocol.multicast.DataFrame;
import dev.parley.protocol.multicast.MulticastMessage.Data;
import dev.parley.protocol.multicast.MulticastOutput.Delivered;
import dev.parley.protocol.multicast.MulticastOutput.ViewDelivered;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What of one member's multicast becomes points of a diagram: of every so many messages one, the
 * same ones at all members, since the number of the message decides. It looks at what the channel
 * is given and what it makes of it, and changes neither.
 */
public final class TraceTap {
  /** Messages that wait for earlier ones; of more the oldest is shown as delivered only. */
  static final int MAX_ARRIVED = 512;

  private static final long NOT_YET = -1;

  private final MemberId self;

  /** Messages that have arrived and are not delivered, with the time since when they are held. */
  private final Map<Dot, Long> arrived = new LinkedHashMap<>();

  private final List<Dot> ofThisTurn = new ArrayList<>();
  private final Map<MemberId, Long> delivered = new LinkedHashMap<>();
  private long lastSent;
  private long count;

  /** What was shown of the messages when this last happened: of one in so many, since when. */
  private int every;

  private long everySinceMs;
  private boolean hasForgotten;

  public TraceTap(MemberId self) {
    this.self = self;
  }

  /** The channel is given {@code message} next. {@code every}: see {@link TraceRate}. */
  public void onReceived(Message message, int every) {
    if (!(message instanceof Data data)) return;
    for (var frame : data.frames()) {
      var dot = frame.dot();
      if (!isShown(frame, every) || dot.origin().equals(self)) continue;
      boolean isNew = dot.seq() > delivered.getOrDefault(dot.origin(), 0L);
      if (isNew && arrived.putIfAbsent(dot, NOT_YET) == null) ofThisTurn.add(dot);
    }
    forgetTheOldest();
  }

  private void forgetTheOldest() {
    hasForgotten |= arrived.size() > MAX_ARRIVED;
    var oldest = arrived.keySet().iterator();
    for (int left = arrived.size() - MAX_ARRIVED; left > 0; left--) {
      oldest.next();
      oldest.remove();
    }
  }

  /** While nobody looks: otherwise what comes again looks like new to the first one who does. */
  public void onUnseen(Output output) {
    every = 0;
    if (output instanceof Transmit transmit && transmit.message() instanceof Data data)
      for (var frame : data.frames()) noteSent(frame.dot());
    if (output instanceof Delivered message) noteDelivered(message.dot());
  }

  /** Returns since when it was waiting, {@link #NOT_YET}, or null if its arrival was not shown. */
  private @Nullable Long noteDelivered(Dot dot) {
    delivered.put(dot.origin(), dot.seq());
    return arrived.remove(dot);
  }

  /** Returns true if this member sends it for the first time. */
  private boolean noteSent(Dot dot) {
    boolean isFirst = dot.origin().equals(self) && dot.seq() > lastSent;
    if (isFirst) lastSent = dot.seq();
    return isFirst;
  }

  /** What the channel was given, and has not delivered now that all its outputs are known. */
  public List<TracePoint> onTurnEnded(long nowMs) {
    if (ofThisTurn.isEmpty()) return List.of();
    var points = new ArrayList<TracePoint>();
    for (var dot : ofThisTurn)
      if (arrived.replace(dot, nowMs) != null) points.add(TracePoint.of(Kind.HELD, nowMs, dot));
    ofThisTurn.clear();
    return points;
  }

  /** The points of an output. */
  public List<TracePoint> onOutput(Output output, int every, long nowMs) {
    onEvery(every, nowMs);
    if (output instanceof Transmit transmit && transmit.message() instanceof Data data)
      return sent(data, every, nowMs);
    if (output instanceof Delivered message) return delivered(message, every, nowMs);
    if (output instanceof ViewDelivered installed) {
      arrived.clear();
      return List.of(TracePoint.ofEpoch(Kind.VIEW, nowMs, installed.view().id().epoch()));
    }
    if (output instanceof Signal.Frozen frozen)
      return List.of(TracePoint.ofEpoch(Kind.FROZEN, nowMs, frozen.ballot().epoch()));
    return List.of();
  }

  private void onEvery(int now, long nowMs) {
    if (now == every) return;
    every = now;
    everySinceMs = nowMs;
    hasForgotten = false;
  }

  /** The messages that were delivered since this was last asked: all, not only those shown. */
  public long takeCount() {
    long taken = count;
    count = 0;
    return taken;
  }

  private List<TracePoint> sent(Data data, int every, long nowMs) {
    var points = new ArrayList<TracePoint>();
    for (var frame : data.frames()) {
      var dot = frame.dot();
      boolean isFirst = noteSent(dot);
      if (isShown(frame, every))
        points.add(TracePoint.of(isFirst ? Kind.SENT : Kind.RESENT, nowMs, dot));
    }
    return points;
  }

  private List<TracePoint> delivered(Delivered message, int every, long nowMs) {
    count++;
    var dot = message.dot();
    var sinceMs = noteDelivered(dot);
    if (!isSampled(dot, every)) return List.of();
    // Its origin alone tells the clock: it is the same at all members.
    var clock = dot.origin().equals(self) ? message.clock().asVector() : null;
    return List.of(new TracePoint(Kind.DELIVERED, nowMs, dot, heldMs(dot, sinceMs, nowMs), clock));
  }

  /** Of a message that came before somebody looked: for how long at least. */
  private long heldMs(Dot dot, @Nullable Long sinceMs, long nowMs) {
    if (sinceMs != null) return sinceMs == NOT_YET ? 0 : nowMs - sinceMs;
    return hasForgotten || dot.origin().equals(self) ? 0 : nowMs - everySinceMs;
  }

  /** A message of several frames is its last one. */
  private static boolean isShown(DataFrame frame, int every) {
    return frame.remaining() == 0 && isSampled(frame.dot(), every);
  }

  private static boolean isSampled(Dot dot, int every) {
    return every > 0 && dot.seq() % every == 0;
  }
}
