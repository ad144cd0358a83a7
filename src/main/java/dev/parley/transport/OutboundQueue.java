package dev.parley.transport;

import akka.util.ByteString;
import java.util.ArrayDeque;
import java.util.Optional;

/**
 * Bytes that wait for a client to read, in order, with a limit. One part is being written at a
 * time.
 */
final class OutboundQueue {
  /**
   * Room for a full mailbox (16 MiB) with what JSON adds, so that nobody is cut off for having had
   * much mail.
   */
  static final int DEFAULT_LIMIT_BYTES = 32 << 20;

  /**
   * What is written at a time: large enough to save calls, small enough to see a slow reader's
   * progress.
   */
  static final int PART_BYTES = 64 * 1024;

  /** Some bytes, and the highest mark among them. */
  record Part(ByteString bytes, long mark) {}

  private final ArrayDeque<Part> waiting = new ArrayDeque<>();
  private final int limitBytes;
  private final OutboundBudget budget;
  private long waitingBytes;
  private long writingBytes;

  OutboundQueue(int limitBytes, OutboundBudget budget) {
    this.limitBytes = limitBytes;
    this.budget = budget;
  }

  /** Says whether there was room. */
  boolean offer(ByteString bytes, long mark) {
    long present = waitingBytes + writingBytes;
    if (present + bytes.size() > limitBytes || !budget.take(present, bytes.size())) return false;
    append(bytes, mark);
    return true;
  }

  /** Adds bytes whatever waits already: last words. */
  void add(ByteString bytes, long mark) {
    budget.force(bytes.size());
    append(bytes, mark);
  }

  private void append(ByteString bytes, long mark) {
    if (bytes.isEmpty()) return;
    waiting.addLast(new Part(bytes, mark));
    waitingBytes += bytes.size();
  }

  /** The next part to write, several small ones as one, when the one before is written. */
  Optional<Part> next() {
    budget.give(writingBytes);
    writingBytes = 0;
    if (waiting.isEmpty()) return Optional.empty();
    var builder = ByteString.createBuilder();
    long mark = 0;
    while (!waiting.isEmpty()
        && (builder.isEmpty()
            || builder.length() + waiting.peekFirst().bytes().size() <= PART_BYTES)) {
      var part = waiting.removeFirst();
      builder.append(part.bytes());
      mark = Math.max(mark, part.mark());
      waitingBytes -= part.bytes().size();
    }
    writingBytes = builder.length();
    return Optional.of(new Part(builder.result(), mark));
  }

  /** The client is gone, and with it the need for all that waits. */
  void discard() {
    budget.give(waitingBytes + writingBytes);
    waiting.clear();
    waitingBytes = 0;
    writingBytes = 0;
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }
}
