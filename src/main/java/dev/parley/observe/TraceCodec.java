package dev.parley.observe;

import dev.parley.observe.TraceMessage.Points;
import dev.parley.observe.TracePoint.Kind;
import dev.parley.protocol.Dot;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.VersionVector;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Points as lists of small numbers, since they are many: the kind, the age at the time of the
 * message, the place of the dot's origin in the list of members (0: no dot; else one more), its
 * number, {@link TracePoint#number}; then, where there is a clock, its numbers in the order of the
 * members.
 */
final class TraceCodec {
  /** What a point takes on the wire at most, without its clock; and a number of that. */
  static final int POINT_BYTES = 20;

  static final int NUMBER_BYTES = 6;

  private static final int FIXED = 5;

  private TraceCodec() {}

  /** At most so many bytes on the wire. */
  static int bytes(TracePoint point) {
    var clock = point.clock();
    return POINT_BYTES + (clock == null ? 0 : NUMBER_BYTES * clock.counts().size());
  }

  static Points encode(List<TracePoint> points, long nowMs, long leftOut) {
    var places = new LinkedHashMap<MemberId, Integer>();
    for (var point : points) {
      var dot = point.dot();
      if (dot != null) place(places, dot.origin());
      var clock = point.clock();
      if (clock != null) clock.counts().keySet().forEach(member -> place(places, member));
    }
    var members = List.copyOf(places.keySet());
    var numbers = points.stream().map(point -> encode(point, places, members, nowMs)).toList();
    return new Points(nowMs, members, numbers, leftOut);
  }

  private static void place(Map<MemberId, Integer> places, MemberId member) {
    places.putIfAbsent(member, places.size() + 1);
  }

  private static List<Long> encode(
      TracePoint point, Map<MemberId, Integer> places, List<MemberId> members, long nowMs) {
    var numbers = new ArrayList<Long>();
    numbers.add(point.kind().code());
    numbers.add(nowMs - point.atMs());
    var dot = point.dot();
    numbers.add(dot == null ? 0L : (long) places.getOrDefault(dot.origin(), 0));
    numbers.add(dot == null ? 0L : dot.seq());
    numbers.add(point.number());
    var clock = point.clock();
    if (clock != null)
      for (var member : members) numbers.add(clock.counts().getOrDefault(member, 0L));
    return numbers;
  }

  /** Those that this version understands; what others wrote wrongly is left out. */
  static List<TracePoint> decode(Points message) {
    return message.points().stream()
        .map(numbers -> decode(numbers, message))
        .flatMap(Optional::stream)
        .toList();
  }

  private static Optional<TracePoint> decode(List<Long> numbers, Points message) {
    var members = message.members();
    boolean hasClock = numbers.size() == FIXED + members.size() && !members.isEmpty();
    if (numbers.size() != FIXED && !hasClock) return Optional.empty();
    var kind = Kind.of(numbers.get(0));
    long place = numbers.get(2);
    long seq = numbers.get(3);
    boolean isSound = place >= 0 && place <= members.size() && (place == 0 || seq >= 1);
    if (kind.isEmpty() || !isSound) return Optional.empty();
    var dot = place == 0 ? null : new Dot(members.get((int) place - 1), seq);
    return Optional.of(
        new TracePoint(
            kind.get(),
            message.atMs() - numbers.get(1),
            dot,
            numbers.get(4),
            hasClock ? clock(numbers, members) : null));
  }

  private static VersionVector clock(List<Long> numbers, List<MemberId> members) {
    var counts = new TreeMap<MemberId, Long>();
    for (int i = 0; i < members.size(); i++) {
      long count = numbers.get(FIXED + i);
      if (count > 0) counts.put(members.get(i), count);
    }
    return VersionVector.of(counts);
  }
}
