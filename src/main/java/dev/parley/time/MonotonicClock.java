package dev.parley.time;

/**
 * Time in milliseconds from an arbitrary origin; it never goes back, and no change of the system's
 * date moves it. The times of two processes cannot be compared.
 */
public final class MonotonicClock {
  private static final long NANOS = 1_000_000;

  private MonotonicClock() {}

  public static long nowMs() {
    return System.nanoTime() / NANOS;
  }
}
