package dev.parley.security;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Replaces a key in three steps, each of which is copied to all machines before the next: a new key
 * that opens; the new key seals; the old one is gone. The file alone tells which step is next.
 */
public final class KeyRotation {
  /**
   * For at most this long a client comes back by tickets after it gave the password. Those that an
   * old key sealed are of use until then.
   */
  public static final Duration TICKET_LIFE = Duration.ofDays(30);

  /** {@code done}: what was done, and what is to be done now, in a sentence or two. */
  public record Step(KeyFile file, String done) {}

  private KeyRotation() {}

  /** The next step for the key that seals datagrams. */
  public static Step ofBus(KeyFile file, RandomGenerator random, Instant now) {
    var keys = file.busKeys();
    var newest = newest(keys);
    if (keys.size() == 1)
      return new Step(
          file.withBusKeys(appended(keys, random, now)),
          "Step 1 of 3: a new key opens. Copy the file to all machines, and then take step 2.");
    if (!newest.equals(keys.get(0)))
      return new Step(
          file.withBusKeys(moved(keys, newest)),
          "Step 2 of 3: the key %s seals. Copy the file to all machines, and then take step 3."
              .formatted(newest.id()));
    return new Step(
        file.withBusKeys(List.of(newest)),
        "Step 3 of 3: only the key %s is left. Copy the file to all machines."
            .formatted(newest.id()));
  }

  /** The next step for the key that seals the tickets of clients. */
  public static Step ofTickets(KeyFile file, RandomGenerator random, Instant now) {
    var keys = file.ticketKeys();
    var newest = newest(keys);
    if (keys.size() == 1)
      return new Step(
          file.withTicketKeys(appended(keys, random, now)),
          "Step 1 of 3: a new key opens tickets. Copy the file to all machines, and then take step"
              + " 2.");
    if (!newest.equals(keys.get(0)))
      return new Step(
          file.withTicketKeys(moved(keys, newest)),
          ("Step 2 of 3: the key %s seals tickets. Copy the file to all machines, and take step 3"
                  + " in 30 days.")
              .formatted(newest.id()));
    var end = newest.made().plus(TICKET_LIFE);
    if (now.isBefore(end))
      return new Step(
          file,
          "Nothing was changed: tickets of the old key are good until %s; take step 3 then."
              .formatted(end));
    return new Step(
        file.withTicketKeys(List.of(newest)),
        "Step 3 of 3: only the key %s is left. Copy the file to all machines."
            .formatted(newest.id()));
  }

  /** A new key for tickets in the place of all others: every ticket ends, as after a theft. */
  public static Step endOfTickets(KeyFile file, RandomGenerator random, Instant now) {
    var keys = appended(file.ticketKeys(), random, now);
    var last = keys.get(keys.size() - 1);
    return new Step(
        file.withTicketKeys(List.of(last)),
        ("All tickets end where this file is read: only the new key %s is left. Copy the file to"
                + " all machines.")
            .formatted(last.id()));
  }

  private static ClusterKey newest(List<ClusterKey> keys) {
    return keys.stream().max(Comparator.comparing(ClusterKey::made)).orElseThrow();
  }

  private static List<ClusterKey> appended(
      List<ClusterKey> keys, RandomGenerator random, Instant now) {
    // Also where the clock was set back meanwhile.
    var later = newest(keys).made().plusSeconds(1);
    var all = new ArrayList<>(keys);
    all.add(ClusterKey.draw(random, now.isBefore(later) ? later : now));
    return all;
  }

  private static List<ClusterKey> moved(List<ClusterKey> keys, ClusterKey first) {
    var all = new ArrayList<>(keys);
    all.remove(first);
    all.add(0, first);
    return all;
  }
}
