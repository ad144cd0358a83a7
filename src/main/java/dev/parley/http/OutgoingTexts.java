package dev.parley.http;

import akka.actor.typed.ActorRef;
import dev.parley.session.ConnectionCommand;
import dev.parley.transport.clients.StallDetector;
import java.util.Optional;

/**
 * The outgoing half of a WebSocket: one message at a time, so that a slow reader fills the queue
 * and not the memory.
 */
final class OutgoingTexts {
  private final OutboundTexts queue;
  private final StallDetector watch;
  private Optional<ActorRef<WebSocketConnection.Out>> outlet = Optional.empty();
  private boolean isWriting;
  private boolean isOverflowed;
  private boolean isClosing;
  private long writtenMark;

  OutgoingTexts(OutboundTexts queue, StallDetector watch) {
    this.queue = queue;
    this.watch = watch;
  }

  void open(ActorRef<WebSocketConnection.Out> opened) {
    outlet = Optional.of(opened);
    flush();
  }

  /**
   * Writes this line as soon as the browser takes it. False if there is no room: once, for nothing
   * more is written then but last words.
   */
  boolean offer(String line, long mark) {
    if (isClosing || isOverflowed) return true;
    isOverflowed = !queue.offer(line, mark);
    if (!isOverflowed) flush();
    return !isOverflowed;
  }

  /** Ends the stream behind what waits and these last words. */
  void close(String lastWords) {
    isClosing = true;
    queue.add(lastWords);
    flush();
  }

  boolean isClosing() {
    return isClosing;
  }

  /** The browser took the last message; gives the mark of that. */
  long onTaken() {
    isWriting = false;
    watch.onTaken();
    long taken = writtenMark;
    flush();
    return taken;
  }

  /** Says whether so much waits that nothing more should be taken from the browser. */
  boolean isMuch() {
    return queue.isMuch();
  }

  /** Says whether the browser is being waited for; then somebody must look again, later. */
  boolean isAwaited() {
    return isWriting && !isClosing && !isOverflowed;
  }

  /** A look; says whether the browser takes nothing any more. */
  boolean hasStalled() {
    isOverflowed |= isAwaited() && watch.hasStalled();
    return isOverflowed;
  }

  void discard() {
    queue.discard();
  }

  private void flush() {
    if (isWriting || outlet.isEmpty()) return;
    var next = queue.next();
    if (next.isPresent()) {
      isWriting = true;
      writtenMark = next.get().mark();
      outlet.get().tell(new WebSocketConnection.Text(next.get().text()));
    } else if (isClosing) {
      writtenMark = ConnectionCommand.NO_MARK;
      outlet.get().tell(WebSocketConnection.Finished.INSTANCE);
    }
  }
}
