package dev.parley.session.limits;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The limits of many, all with the same rate. At most {@link #MAX} are remembered; those that were
 * used longest ago are forgotten, and begin anew.
 *
 * @param <K> what has a limit
 */
final class RateLimits<K> {
  static final int MAX = 10_000;

  private final Map<K, RateLimit> limits = new LinkedHashMap<>(); // the latest one last

  @Nullable RateLimit find(K key) {
    return limits.get(key);
  }

  /** The time until {@code key} may do one more; 0 if it is now, and it then counts. */
  long take(K key, Rate rate, long nowMs) {
    var limit = use(key, rate, nowMs);
    long waitMs = limit.waitMs(nowMs);
    if (waitMs == 0) limit.onTaken(nowMs);
    return waitMs;
  }

  /** What was counted for {@code key} did not happen after all. */
  void giveBack(K key) {
    var limit = limits.get(key);
    if (limit != null) limit.giveBack();
  }

  /** That of {@code key}, which begins now if it has none; it counts as used. */
  RateLimit use(K key, Rate rate, long nowMs) {
    var found = limits.remove(key);
    var latest = found == null ? rate.limit(nowMs) : found;
    limits.put(key, latest);
    if (limits.size() > MAX) limits.remove(limits.keySet().iterator().next());
    return latest;
  }
}
