package dev.parley.chat;

import dev.parley.protocol.MemberId;
import java.util.Collection;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The differences between the other members' times of day and this one's, found by asking them
 * (Cristian, Distributed Computing 3, 1989): the answer is as exact as the round trip is short. An
 * unknown clock does not agree.
 */
final class MemberClocks {
  /** Time between two questions, when every member has answered the last one. */
  static final long ASK_MS = 20_000;

  /** Time between two questions, when a member has not answered the last one. */
  static final long RETRY_MS = 1_000;

  /** An answer counts for this long: for the next two questions as well, which may be lost. */
  static final long FRESH_MS = 60_000;

  /** An answer with a longer round trip is too inexact. */
  static final long MAX_ROUND_TRIP_MS = 10_000;

  /** Clocks that differ by more do not agree. */
  static final long MAX_DIFFERENCE_MS = 60_000;

  private record Reading(long differenceMs, long atMs) {}

  private final TreeSet<MemberId> others = new TreeSet<>();
  private final TreeMap<MemberId, Reading> readings = new TreeMap<>();
  private long question;
  private boolean hasAsked;
  private long askedMs;

  /** The numbers of its questions follow {@code lastQuestion}, which is random. */
  MemberClocks(long lastQuestion) {
    question = lastQuestion;
  }

  /** {@code members} are the members of the view except this one. */
  void onView(Collection<MemberId> members) {
    others.clear();
    others.addAll(members);
    readings.keySet().retainAll(others);
  }

  /** The readings are no longer true. */
  void forget() {
    readings.clear();
  }

  /** The number of the question that must be sent to all others now, if any. */
  Optional<Long> onTick(long nowMs) {
    if (others.isEmpty()) return Optional.empty();
    long everyMs = readings.size() == others.size() ? ASK_MS : RETRY_MS;
    if (hasAsked && nowMs - askedMs < everyMs) return Optional.empty();
    askedMs = nowMs;
    hasAsked = true;
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
   * Whether all others' clocks are known and agree with this one; true for a member that is alone.
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
