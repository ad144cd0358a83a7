package dev.parley.http;

import dev.parley.transport.OutboundBudget;
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
  private final OutboundBudget budget;
  private long chars;

  OutboundTexts(long limitChars, OutboundBudget budget) {
    this.limitChars = limitChars;
    this.budget = budget;
  }

  /** Says whether there was room. */
  boolean offer(String line, long mark) {
    if (chars + line.length() > limitChars || !budget.take(chars, line.length())) return false;
    add(line, mark);
    return true;
  }

  /** Adds lines whatever waits already: last words. */
  void add(String lines) {
    for (var line : lines.lines().toList()) {
      budget.force(line.length());
      add(line, 0);
    }
  }

  private void add(String line, long mark) {
    waiting.addLast(new Waiting(line, mark));
    chars += line.length();
  }

  Optional<Waiting> next() {
    var next = Optional.ofNullable(waiting.pollFirst());
    next.ifPresent(taken -> forget(taken.text().length()));
    return next;
  }

  /** The browser is gone. */
  void discard() {
    waiting.clear();
    forget(chars);
  }

  private void forget(long count) {
    chars -= count;
    budget.give(count);
  }
}
