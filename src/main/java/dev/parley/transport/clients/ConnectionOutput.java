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
  private boolean isClosing;
  private long writtenMark;

  ConnectionOutput(OutboundQueue<T> queue, StallDetector watch, Wire<T> wire) {
    this.queue = queue;
    this.watch = watch;
    this.wire = wire;
  }

  /**
   * Has these pieces written by the next {@link #flush}, or as soon as the client takes them. False
   * if there is no room: once, for nothing more is written then but last words.
   */
  boolean offer(List<T> pieces, long mark) {
    if (isClosing || isOverflowed) return true;
    isOverflowed = !queue.offer(pieces, mark);
    return !isOverflowed;
  }

  /** Ends the connection behind what waits and these last words. */
  void close(List<T> lastWords) {
    isClosing = true;
    queue.add(lastWords);
    flush();
  }

  boolean isClosing() {
    return isClosing;
  }

  /** The client took the last write; the mark of that. */
  long onWritten() {
    isWriting = false;
    watch.onTaken();
    long mark = writtenMark;
    flush();
    return mark;
  }

  /** Says whether so much waits that nothing more should be taken from the client. */
  boolean isMuch() {
    return queue.isMuch();
  }

  /** Says whether the client is being waited for; then somebody must look again, later. */
  boolean isAwaited() {
    return isWriting && !isClosing && !isOverflowed;
  }

  /** A look; says whether the client takes nothing any more. */
  boolean hasStalled() {
    isOverflowed |= isAwaited() && watch.hasStalled();
    return isOverflowed;
  }

  /** The connection is gone, and with it the need for all that waits. */
  void discard() {
    queue.discard();
  }

  /** Writes what waits, unless the client is still at the write before. */
  void flush() {
    if (isWriting) return;
    var part = queue.next();
    if (part.isPresent()) {
      isWriting = true;
      writtenMark = part.get().mark();
      wire.write(part.get().pieces());
    } else if (isClosing) {
      writtenMark = ConnectionCommand.NO_MARK;
      wire.finish();
    }
  }
}
