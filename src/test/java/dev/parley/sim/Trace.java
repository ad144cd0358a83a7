package dev.parley.sim;

import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Supplier;

/** What happened in a run: always as a hash, to compare two runs; on demand in words. */
final class Trace {
  private static final int MAX_LINES = 20_000;

  private final boolean isVerbose;
  private final ArrayDeque<String> lines = new ArrayDeque<>();
  private long hash = 1;

  Trace(boolean isVerbose) {
    this.isVerbose = isVerbose;
  }

  void add(long nowMs, int node, Class<?> kind, long detail) {
    // Class names, not hash codes of objects: those differ from one JVM to the next.
    mix(nowMs);
    mix(node * 31L + kind.getName().hashCode());
    mix(detail);
  }

  private void mix(long value) {
    hash = (hash ^ value) * 0x9E3779B97F4A7C15L;
    hash ^= hash >>> 32;
  }

  void say(long nowMs, Supplier<String> words) {
    if (!isVerbose) return;
    lines.addLast(String.format("%6d %s", nowMs, words.get()));
    if (lines.size() > MAX_LINES) lines.removeFirst();
  }

  long hash() {
    return hash;
  }

  List<String> lines() {
    return List.copyOf(lines);
  }
}
