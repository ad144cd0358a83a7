package dev.parley.transport.clients;

import akka.io.Tcp;
import akka.io.TcpMessage;
import akka.util.ByteString;
import java.util.function.Consumer;

/**
 * The outgoing half of a client's connection: one write at a time, so that a slow reader fills the
 * queue and not the memory.
 */
final class ConnectionOutput {
  /** Acknowledges a write: everything up to the mark is in the socket. */
  record Written(long mark) implements Tcp.Event {}

  private final OutboundQueue queue;
  private final StallDetector watch;
  private final Consumer<Tcp.Command> socket;
  private boolean isWriting;
  private boolean isOverflowed;
  private boolean isClosing;

  ConnectionOutput(OutboundQueue queue, StallDetector watch, Consumer<Tcp.Command> socket) {
    this.queue = queue;
    this.watch = watch;
    this.socket = socket;
  }

  /**
   * Writes these bytes as soon as the client takes them. False if there is no room: once, for
   * nothing more is written then but last words.
   */
  boolean offer(ByteString bytes, long mark) {
    if (isClosing || isOverflowed) return true;
    isOverflowed = !queue.offer(bytes, mark);
    if (!isOverflowed) flush();
    return !isOverflowed;
  }

  /** Ends the connection behind what waits and these last words. */
  void close(ByteString lastWords, long mark) {
    isClosing = true;
    queue.add(lastWords, mark);
    flush();
  }

  boolean isClosing() {
    return isClosing;
  }

  /** The socket took the last write. */
  void onWritten() {
    isWriting = false;
    watch.onTaken();
    flush();
  }

  /** Says whether so much waits that nothing more should be read from the client. */
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

  private void flush() {
    if (isWriting) return;
    var part = queue.next();
    if (part.isPresent()) {
      isWriting = true;
      socket.accept(TcpMessage.write(part.get().bytes(), new Written(part.get().mark())));
    } else if (isClosing) {
      socket.accept(TcpMessage.confirmedClose());
    }
  }
}
