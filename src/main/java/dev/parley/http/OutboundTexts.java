package dev.parley.http;

import dev.parley.transport.clients.OutboundShare;
import java.util.ArrayDeque;
import java.util.Optional;

/** Lines that wait for a browser to take them, in order, with a limit. */
final class OutboundTexts {
  /** A line without its end, and its mark. */
  record Waiting(String text, long mark) {}

  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
  private final OutboundShare share;

  OutboundTexts(OutboundShare share) {
    this.share = share;
  }

  /** Says whether there was room. */
  boolean offer(String line, long mark) {
    if (!share.take(cost(line))) return false;
    waiting.addLast(new Waiting(line, mark));
    return true;
  }

  /** Adds lines whatever waits already: last words. */
  void add(String lines) {
    for (var line : lines.lines().toList()) {
      share.force(cost(line));
      waiting.addLast(new Waiting(line, 0));
    }
  }

  /** A character may take two bytes, and does as soon as one of the text is no Latin letter. */
  private static long cost(String line) {
    return OutboundShare.cost(2L * line.length());
  }

  Optional<Waiting> next() {
    var next = Optional.ofNullable(waiting.pollFirst());
    next.ifPresent(taken -> share.give(cost(taken.text())));
    return next;
  }

  /** Says whether so much waits that the browser should be asked for nothing more. */
  boolean isMuch() {
    return share.isMuch();
  }

  /** The browser is gone. */
  void discard() {
    waiting.clear();
    share.giveAll();
  }
}
