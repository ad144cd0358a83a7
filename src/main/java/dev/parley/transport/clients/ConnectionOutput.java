package dev.parley.transport.clients;

import dev.parley.session.ConnectionCommand;
import java.util.List;

/**
 * The outgoing half of a client's connection: one write at a time, so that a slow reader fills the
 * queue and not the memory.
 */
final class ConnectionOutput<T> {
  private final OutboundQueue<T> queue;
  private final StallDetector watch;
  private final Wire<T> wire;
  private boolean isWriting;
  private boolean isOverflowed;
  private boolean isFinished;
  private boolean isClosing;
  private long writtenMark;

  ConnectionOutput(OutboundQueue<T> queue, StallDetector watch, Wire<T> wire) {
    this.queue = queue;
    this.watch = watch;
    this.wire = wire;
  }

  /**
   * Queues these pieces for the next {@link #flush}, or for when the client takes them. False if
   * there is no room; only once, because only last words are written after that.
   */
  boolean offer(List<T> pieces, long mark) {
    if (isClosing || isOverflowed) return true;
    isOverflowed = !queue.offer(pieces, mark);
    return !isOverflowed;
  }

  /** Ends the connection after the queued pieces and these last words. */
  void close(List<T> lastWords) {
    isClosing = true;
    queue.add(lastWords);
    flush();
  }

  boolean isClosing() {
    return isClosing;
  }

  /** The client took the last write; returns its mark. */
  long onWritten() {
    isWriting = false;
    watch.onTaken();
    long mark = writtenMark;
    flush();
    return mark;
  }

  /** Returns true if so much is queued that nothing more should be read from the client. */
  boolean isMuch() {
    return queue.isMuch();
  }

  /** Returns true if a write waits for the client; the caller must then look again later. */
  boolean isAwaited() {
    return isWriting && !isClosing && !isOverflowed;
  }

  /** A look; returns true if the client has stopped taking anything. */
  boolean hasStalled() {
    isOverflowed |= isAwaited() && watch.hasStalled();
    return isOverflowed;
  }

  /** The connection is gone, and with it the need for all queued pieces. */
  void discard() {
    queue.discard();
  }

  /** Writes the queued pieces, unless the client has not yet taken the write before. */
  void flush() {
    if (isWriting) return;
    var part = queue.next();
    if (part.isPresent()) {
      isWriting = true;
      writtenMark = part.get().mark();
      wire.write(part.get().pieces());
    } else if (isClosing && !isFinished) {
      isFinished = true;
      writtenMark = ConnectionCommand.NO_MARK;
      wire.finish();
    }
  }
}
