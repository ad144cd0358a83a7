package dev.parley.observe;

import dev.parley.observe.TraceMessage.Glance;
import dev.parley.observe.TraceMessage.Points;
import dev.parley.observe.TraceMessage.Watch;
import dev.parley.protocol.Destination;
import dev.parley.protocol.Endpoint;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Output;
import dev.parley.protocol.Output.Transmit;
import dev.parley.protocol.View;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Who tells whom what it sees. While somebody looks at this node, it asks all members for their
 * points and how they are; while another member asks, this one tells it. Nothing is sent, and no
 * point is made, while nobody looks. Times are monotonic milliseconds, those of points and messages
 * times of day.
 */
public final class TraceExchange {
  /** A member that no longer asks is told nothing after this long. */
  static final long WATCHED_FOR_MS = 5_000;

  static final long ASK_EVERY_MS = 1_000;
  static final long TELL_EVERY_MS = 250;
  static final long GLANCE_EVERY_MS = 1_000;

  /** What this node says of itself is as old as that at most. */
  private static final long FRESH_MS = 5_000;

  /** Points that this node tells all others together in a second. */
  public static final int BYTES_PER_SECOND = 20 * 1_024;

  /** A message of them fits one packet on most networks. */
  static final int MESSAGE_BYTES = 1_200;

  /** More members that somebody looks at, at the same time, are told nothing. */
  static final int MAX_WATCHERS = 8;

  /** Points that wait to be told; of more the new ones are left out, and counted. */
  static final int MAX_WAITING = 4_096;

  /** For the shell: show these points of {@code by}, whose times are of this node's clock now. */
  public record Shown(MemberId by, List<TracePoint> points, long leftOut) implements Output {}

  private record Watcher(Endpoint bus, int every, long untilMs) {}

  private record Seen(Glance glance, long atMs) {}

  private final SortedMap<MemberId, Watcher> watchers = new TreeMap<>();
  private final SortedMap<MemberId, Seen> glances = new TreeMap<>();
  private final SortedMap<MemberId, ClockOffset> clocks = new TreeMap<>();
  private final Deque<TracePoint> waiting = new ArrayDeque<>();
  private final TraceRate rate = new TraceRate();
  private Optional<View> view = Optional.empty();
  private Optional<MemberId> self = Optional.empty();
  private long glancedUntilMs = Long.MIN_VALUE;
  private boolean isRead;
  private long askedMs = Long.MIN_VALUE / 2;
  private long toldMs = Long.MIN_VALUE / 2;
  private long glanceMs = Long.MIN_VALUE / 2;
  private long leftOut;
  private long untold;

  /** This node is {@code member} from now on. */
  public void onLive(MemberId member) {
    self = Optional.of(member);
  }

  public void onView(View installed) {
    view = Optional.of(installed);
    watchers.keySet().removeIf(member -> !installed.contains(member));
    glances.keySet().removeIf(member -> !installed.contains(member));
    clocks.keySet().removeIf(member -> !installed.contains(member));
  }

  /** Somebody asks this node how all servers are: for some seconds they are asked. */
  public void onGlanced(long nowMs) {
    glancedUntilMs = nowMs + WATCHED_FOR_MS;
  }

  /** Whether anybody reads this node's diagram. */
  public void onReaders(boolean isAnybody) {
    isRead = isAnybody;
    if (!isAnybody && watchers.isEmpty()) waiting.clear();
  }

  /** Of how many messages one becomes a point here; 0: of none, for nobody looks. */
  public int every() {
    int every = isRead ? rate.every() : 0;
    for (var watcher : watchers.values())
      if (watcher.every() > 0)
        every = every == 0 ? watcher.every() : Math.min(every, watcher.every());
    return every;
  }

  public void onPoint(TracePoint point) {
    if (waiting.size() < MAX_WAITING) waiting.addLast(point);
    else leftOut++;
  }

  /** {@code messages} were delivered in the last {@code ms}. */
  public void onMeasured(long messages, long ms) {
    rate.onMeasured(messages, ms);
  }

  /** {@code wallMs}: the time of day. */
  public List<Output> onMessage(MemberId from, TraceMessage message, long nowMs, long wallMs) {
    var sender = view.flatMap(current -> current.member(from));
    if (sender.isEmpty()) return List.of();
    if (message instanceof Watch watch) {
      if (watchers.size() < MAX_WATCHERS || watchers.containsKey(from))
        watchers.put(
            from,
            new Watcher(sender.get().bus(), Math.max(0, watch.every()), nowMs + WATCHED_FOR_MS));
      return List.of();
    }
    if (message instanceof Glance glance) {
      glances.put(from, new Seen(glance, nowMs));
      return List.of();
    }
    var points = (Points) message;
    var clock = clocks.computeIfAbsent(from, member -> new ClockOffset());
    long offsetMs = clock.onMessage(points.atMs(), wallMs);
    if (!isRead) return List.of();
    var shown =
        TraceCodec.decode(points).stream().map(point -> point.at(point.atMs() + offsetMs)).toList();
    return List.of(new Shown(from, shown, Math.max(0, points.leftOut())));
  }

  /** {@code own}: how this node is. */
  public List<Output> onTick(Supplier<Glance> own, long nowMs, long wallMs) {
    watchers.values().removeIf(watcher -> nowMs >= watcher.untilMs());
    var outputs = new ArrayList<Output>();
    boolean isLooking = isRead || nowMs < glancedUntilMs;
    if (isLooking && nowMs - askedMs >= ASK_EVERY_MS) {
      askedMs = nowMs;
      outputs.add(new Transmit(Destination.Group.INSTANCE, new Watch(isRead ? rate.every() : 0)));
    }
    if (!watchers.isEmpty() && nowMs - glanceMs >= GLANCE_EVERY_MS) {
      glanceMs = nowMs;
      var now = own.get();
      for (var watcher : watchers.values()) outputs.add(to(watcher, now));
    }
    if (nowMs - toldMs >= TELL_EVERY_MS) {
      toldMs = nowMs;
      tell(outputs, wallMs);
    }
    return outputs;
  }

  private static Output to(Watcher watcher, TraceMessage message) {
    return new Transmit(new Destination.One(watcher.bus()), message);
  }

  private void tell(List<Output> outputs, long wallMs) {
    if (waiting.isEmpty() && leftOut == 0) return;
    if (isRead && self.isPresent())
      outputs.add(new Shown(self.get(), List.copyOf(waiting), leftOut));
    var readers = watchers.values().stream().filter(watcher -> watcher.every() > 0).toList();
    if (!readers.isEmpty()) tell(readers, outputs, wallMs);
    waiting.clear();
    leftOut = 0;
  }

  private void tell(List<Watcher> readers, List<Output> outputs, long wallMs) {
    long budget = BYTES_PER_SECOND * TELL_EVERY_MS / 1_000 / readers.size();
    untold += leftOut;
    for (var points = next(budget); !points.isEmpty(); points = next(budget)) {
      budget -= points.stream().mapToLong(TraceCodec::bytes).sum();
      var message = TraceCodec.encode(points, wallMs, untold);
      untold = 0;
      for (var reader : readers) outputs.add(to(reader, message));
    }
    // What is late is of no use: the next points are newer.
    untold += waiting.size();
  }

  /** The first that wait, as many as fit one message and {@code budget}. */
  private List<TracePoint> next(long budget) {
    long left = Math.min(budget, MESSAGE_BYTES);
    var points = new ArrayList<TracePoint>();
    for (var point = waiting.peekFirst(); point != null; point = waiting.peekFirst()) {
      left -= TraceCodec.bytes(point);
      if (left < 0) break;
      points.add(waiting.removeFirst());
    }
    return points;
  }

  /** How the other members said that they are, a moment ago. */
  public SortedMap<MemberId, Glance> glances(long nowMs) {
    var fresh = new TreeMap<MemberId, Glance>();
    glances.forEach(
        (member, seen) -> {
          if (nowMs - seen.atMs() < FRESH_MS) fresh.put(member, seen.glance());
        });
    return fresh;
  }
}
