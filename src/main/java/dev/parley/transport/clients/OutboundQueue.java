package dev.parley.transport.clients;

import dev.parley.session.ConnectionCommand;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;

/**
 * A bounded queue of pieces that wait for a client to read, in order. One part is being written at
 * a time.
 */
final class OutboundQueue<T> {
  /**
   * The size of one write: large enough to save calls, and small enough to notice that a slow
   * connection moves: a client that is connected takes this many bytes within a {@link
   * StallDetector#PATIENCE}, and within the time that a closing connection allows for it.
   */
  static final int PART_BYTES = 8 * 1024;

  /** Some pieces, and the highest mark among them. */
  record Part<T>(List<T> pieces, long mark) {}

  private record Waiting<T>(T piece, long mark) {}

  private final ArrayDeque<Waiting<T>> waiting = new ArrayDeque<>();
  private final OutboundShare share;
  private final ToIntFunction<T> sizer;
  private long writingCost;

  /** {@code sizer}: the bytes of memory that a piece takes. */
  OutboundQueue(OutboundShare share, ToIntFunction<T> sizer) {
    this.share = share;
    this.sizer = sizer;
  }

  /** Returns true if there was room for all pieces; the last one carries the mark. */
  boolean offer(List<T> pieces, long mark) {
    if (pieces.isEmpty()) return true; // also when there is no room
    long cost = 0;
    for (var piece : pieces) cost += cost(piece);
    if (!share.take(cost)) return false;
    append(pieces, mark);
    return true;
  }

  /** Adds pieces even if there is no room: last words. */
  void add(List<T> pieces) {
    for (var piece : pieces) share.force(cost(piece));
    append(pieces, ConnectionCommand.NO_MARK);
  }

  private void append(List<T> pieces, long mark) {
    int last = pieces.size() - 1;
    for (int i = 0; i <= last; i++)
      waiting.addLast(new Waiting<>(pieces.get(i), i == last ? mark : ConnectionCommand.NO_MARK));
  }

  private long cost(T piece) {
    return OutboundShare.cost(sizer.applyAsInt(piece));
  }

  /**
   * The next part to write, with several small pieces as one part, once the one before is written.
   */
  Optional<Part<T>> next() {
    share.give(writingCost);
    writingCost = 0;
    if (waiting.isEmpty()) return Optional.empty();
    var pieces = new ArrayList<T>();
    long mark = ConnectionCommand.NO_MARK;
    int bytes = 0;
    while (!waiting.isEmpty()) {
      bytes += sizer.applyAsInt(waiting.peekFirst().piece());
      if (bytes > PART_BYTES && !pieces.isEmpty()) break;
      var next = waiting.removeFirst();
      pieces.add(next.piece());
      mark = Math.max(mark, next.mark());
      writingCost += cost(next.piece());
    }
    return Optional.of(new Part<>(pieces, mark));
  }

  /** The client is gone, and with it the need for all queued pieces. */
  void discard() {
    waiting.clear();
    writingCost = 0;
    share.giveAll();
  }

  /** Returns true if so much is queued that nothing more should be read from the client. */
  boolean isMuch() {
    return share.isMuch();
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }
}
