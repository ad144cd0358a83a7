package dev.parley.chat;

import dev.parley.protocol.MemberId;
import java.util.Collection;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How much the other members' times of day differ from this one's, by asking them (Cristian,
 * Distributed Computing 3, 1989): the answer is as exact as the round trip is short. A clock that
 * nobody knows does not agree.
 */
final class MemberClocks {
  /** Between two questions, when everybody has answered the last one. */
  static final long ASK_MS = 20_000;

  /** Between two questions, when somebody has not. */
  static final long RETRY_MS = 1_000;

  /** An answer counts for so long: for the next two questions as well, which may be lost. */
  static final long FRESH_MS = 60_000;

  /** A longer round trip says too little. */
  static final long MAX_ROUND_TRIP_MS = 10_000;

  /** Clocks that differ by more do not agree. */
  static final long MAX_DIFFERENCE_MS = 60_000;

  private record Reading(long differenceMs, long atMs) {}

  private final TreeSet<MemberId> others = new TreeSet<>();
  private final TreeMap<MemberId, Reading> readings = new TreeMap<>();
  private long question;
  private long askedMs;

  /** The members of the view but this one. */
  void onView(Collection<MemberId> members) {
    others.clear();
    others.addAll(members);
    readings.keySet().retainAll(others);
  }

  /** What was learned is no longer true. */
  void forget() {
    readings.clear();
  }

  /** The number of the question that all others are to be asked now, if any. */
  Optional<Long> onTick(long nowMs) {
    if (others.isEmpty()) return Optional.empty();
    long everyMs = readings.size() == others.size() ? ASK_MS : RETRY_MS;
    if (question > 0 && nowMs - askedMs < everyMs) return Optional.empty();
    askedMs = nowMs;
    return Optional.of(++question);
  }

  /**
   * {@code from} answers the question {@code number}: its time of day was {@code theirMs}; an
   * answer to an earlier question is ignored.
   */
  void onTold(MemberId from, long number, long theirMs, long nowMs, long wallMs) {
    long roundTripMs = nowMs - askedMs;
    if (number != question || !others.contains(from) || roundTripMs > MAX_ROUND_TRIP_MS) return;
    readings.put(from, new Reading(theirMs - (wallMs - roundTripMs / 2), nowMs));
  }

  /**
   * Says whether all others' clocks are known and agree with this one; so it is for who is alone.
   */
  boolean agree(long nowMs) {
    return others.stream()
        .allMatch(
            member -> {
              var reading = readings.get(member);
              return reading != null && nowMs - reading.atMs() <= FRESH_MS && agrees(reading);
            });
  }

  private static boolean agrees(Reading reading) {
    return Math.abs(reading.differenceMs()) <= MAX_DIFFERENCE_MS;
  }

  /** The members whose clocks are known to differ, and by how much they are ahead. */
  SortedMap<MemberId, Long> different() {
    var different = new TreeMap<MemberId, Long>();
    readings.forEach(
        (member, reading) -> {
          if (!agrees(reading)) different.put(member, reading.differenceMs());
        });
    return Collections.unmodifiableSortedMap(different);
  }
}
