package dev.parley.session.limits;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Connections in the order in which they came, counted by the share of their client's address. It
 * knows whom to displace where a place is wanted: the oldest of the address with the most, so that
 * whoever opens many displaces only their own.
 *
 * @param <C> a connection, equal only to itself
 */
public final class ConnectionsByAddress<C> {
  private final Map<C, String> shares = new LinkedHashMap<>(); // the oldest first
  private final Map<String, Integer> counts = new HashMap<>();

  /** {@code connection} comes last; it has not come, or has left since. */
  public void enter(C connection, String share) {
    shares.put(connection, share);
    counts.merge(share, 1, Integer::sum);
  }

  /** Returns the share of {@code connection}; nothing if it is not here. */
  public Optional<String> leave(C connection) {
    var share = Optional.ofNullable(shares.remove(connection));
    share.ifPresent(of -> counts.computeIfPresent(of, (s, own) -> own == 1 ? null : own - 1));
    return share;
  }

  /** The oldest connection of the address that has the most; of several such, of all of these. */
  public Optional<C> oldestOfTheMost() {
    int most = most();
    return shares.entrySet().stream()
        .filter(entry -> count(entry.getValue()) == most)
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /** The number that the address with the most has. */
  public int most() {
    return counts.values().stream().mapToInt(count -> count).max().orElse(0);
  }

  public int count(String share) {
    return counts.getOrDefault(share, 0);
  }

  public int size() {
    return shares.size();
  }
}
