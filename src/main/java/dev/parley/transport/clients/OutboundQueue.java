package dev.parley.transport.clients;

import akka.util.ByteString;
import java.util.ArrayDeque;
import java.util.Optional;

/**
 * Bytes that wait for a client to read, in order, with a limit. One part is being written at a
 * time.
 */
final class OutboundQueue {
  /**
   * What is written at a time: large enough to save calls, and small enough to see that a slow line
   * moves: whoever is there takes so much within a {@link StallDetector#PATIENCE}, and within the
   * time that a closing connection has for it.
   */
  static final int PART_BYTES = 8 * 1024;

  /** Some bytes, and the highest mark among them. */
  record Part(ByteString bytes, long mark) {}

  private final ArrayDeque<Part> waiting = new ArrayDeque<>();
  private final OutboundShare share;
  private long writingCost;

  OutboundQueue(OutboundShare share) {
    this.share = share;
  }

  /** Says whether there was room. */
  boolean offer(ByteString bytes, long mark) {
    if (bytes.isEmpty()) return true;
    if (!share.take(cost(bytes))) return false;
    waiting.addLast(new Part(bytes, mark));
    return true;
  }

  /** Adds bytes whatever waits already: last words. */
  void add(ByteString bytes, long mark) {
    if (bytes.isEmpty()) return;
    share.force(cost(bytes));
    waiting.addLast(new Part(bytes, mark));
  }

  private static long cost(ByteString bytes) {
    return OutboundShare.cost(bytes.size());
  }

  /** The next part to write, several small ones as one, when the one before is written. */
  Optional<Part> next() {
    share.give(writingCost);
    writingCost = 0;
    if (waiting.isEmpty()) return Optional.empty();
    var builder = ByteString.createBuilder();
    long mark = 0;
    while (!waiting.isEmpty()
        && (builder.isEmpty()
            || builder.length() + waiting.peekFirst().bytes().size() <= PART_BYTES)) {
      var part = waiting.removeFirst();
      builder.append(part.bytes());
      mark = Math.max(mark, part.mark());
      writingCost += cost(part.bytes());
    }
    return Optional.of(new Part(builder.result(), mark));
  }

  /** The client is gone, and with it the need for all that waits. */
  void discard() {
    waiting.clear();
    writingCost = 0;
    share.giveAll();
  }

  /** Says whether so much waits that the client should be asked for nothing more. */
  boolean isMuch() {
    return share.isMuch();
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }
}
