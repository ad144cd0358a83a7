package dev.parley.http;

import java.util.ArrayDeque;
import java.util.Optional;

/** Lines that wait for a browser to take them, in order, with a limit. */
final class OutboundTexts {
  /** Characters; as much as a client of the other port may leave waiting. */
  static final long LIMIT_CHARS = 32 << 20;

  /** A line without its end, and its mark. */
  record Waiting(String text, long mark) {}

  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
  private final long limitChars;
  private long chars;

  OutboundTexts() {
    this(LIMIT_CHARS);
  }

  OutboundTexts(long limitChars) {
    this.limitChars = limitChars;
  }

  /** Says whether there was room. */
  boolean offer(String line, long mark) {
    if (chars + line.length() > limitChars) return false;
    add(line, mark);
    return true;
  }

  /** Adds lines whatever waits already: last words. */
  void add(String lines) {
    lines.lines().forEach(line -> add(line, 0));
  }

  private void add(String line, long mark) {
    var text = line.strip();
    if (text.isEmpty()) return;
    waiting.addLast(new Waiting(text, mark));
    chars += text.length();
  }

  Optional<Waiting> next() {
    var next = Optional.ofNullable(waiting.pollFirst());
    next.ifPresent(taken -> chars -= taken.text().length());
    return next;
  }
}
