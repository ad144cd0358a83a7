package dev.parley.bench;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicLongArray;

/** A histogram of latencies: buckets of a tenth of a power of two, up to an hour. */
final class Latencies {
  private static final int PER_OCTAVE = 10;
  private static final int BUCKETS = 42 * PER_OCTAVE;

  private final AtomicLongArray counts = new AtomicLongArray(BUCKETS);

  void add(long nanos) {
    double octaves = Math.log((double) Math.max(1, nanos)) / Math.log(2);
    counts.incrementAndGet(Math.min(BUCKETS - 1, (int) (octaves * PER_OCTAVE)));
  }

  private double micros(double part) {
    long total = 0;
    for (int i = 0; i < BUCKETS; i++) total += counts.get(i);
    long wanted = (long) (part * total);
    long seen = 0;
    for (int i = 0; i < BUCKETS; i++) {
      seen += counts.get(i);
      if (seen > wanted) return Math.pow(2, (i + 0.5) / PER_OCTAVE) / 1e3;
    }
    return 0;
  }

  /** As fields of a JSON object; right within 7 percent. */
  String fields() {
    return String.format(
        Locale.ROOT,
        "\"p50Micros\":%.0f,\"p99Micros\":%.0f,\"maxMicros\":%.0f",
        micros(0.5),
        micros(0.99),
        micros(0.999999));
  }
}
