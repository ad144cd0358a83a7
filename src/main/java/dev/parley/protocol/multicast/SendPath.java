package dev.parley.protocol.multicast;

import dev.parley.protocol.Dependencies;
import dev.parley.protocol.Destination;
import dev.parley.protocol.Dot;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Output;
import dev.parley.protocol.Output.Transmit;
import dev.parley.protocol.multicast.MulticastMessage.Acknowledged;
import dev.parley.protocol.multicast.MulticastMessage.Data;
import dev.parley.protocol.multicast.MulticastOutput.Replicated;
import java.util.ArrayList;
import java.util.List;

/**
 * This member's own messages, from their submission until they are known to be replicated, and the
 * contents of the next flush.
 */
final class SendPath {
  private final MemberId self;
  private final MulticastSettings settings;
  private final Batcher batcher;
  private final SendQueue queue = new SendQueue();
  private final List<DataFrame> unflushed = new ArrayList<>();

  /** A bit for each slot. */
  private long acknowledgementsDue;

  private long sent;
  private long replicated;

  SendPath(MemberId self, MulticastSettings settings) {
    this.self = self;
    this.settings = settings;
    this.batcher = new Batcher(self, settings.datagramBudgetBytes());
  }

  /** Returns true if {@code payload} was taken to wait for its turn. */
  boolean offer(Payload payload) {
    return queue.offer(payload);
  }

  /** What waits for its turn, and what was sent and is unstable. */
  SendLoad load() {
    return new SendLoad(queue.waiting(), queue.waitingBytes(), queue.inWindow());
  }

  /** The number of this member's last message. */
  long sent() {
    return sent;
  }

  /** Sends waiting payloads, as far as the window allows. */
  void sendWaiting(ViewState state, List<Output> outputs) {
    var sink = ReceivePath.into(state, outputs);
    for (var next = queue.first(); next != null; next = queue.first()) {
      if (!queue.hasRoom(1, next.size())) break;
      // The number and the past are taken together, or a later message could claim an earlier past.
      var past = state.frontier.dependencies();
      int frames = state.fragmentation.frames(next.size(), past);
      if (!queue.hasRoom(frames, next.size())) break;
      queue.taken();
      // All pieces in one step: a freeze finds all of them delivered here, or none.
      for (int index = 0; index < frames; index++) {
        var piece = state.fragmentation.piece(next, past, index);
        send(state, index == 0 ? past : Dependencies.NONE, piece, frames - 1 - index, sink);
      }
    }
    state.forgetStable();
    // Others' copies are learned from them; where no copy is required, none will report.
    if (wanted(state) == 1) reportReplicated(state, outputs);
  }

  private void send(
      ViewState state, Dependencies past, Payload piece, int remaining, CausalOrder.Sink sink) {
    var frame = new DataFrame(new Dot(self, ++sent), past, piece, remaining);
    queue.onSent(piece.size());
    unflushed.add(frame);
    state.order.onReceive(state.self, frame, sink);
  }

  /**
   * A member reported its messages: the window may have room, and messages may be replicated now.
   */
  void onAcknowledged(ViewState state, boolean maySend, List<Output> outputs) {
    queue.onUnstable(state.buffer.size(state.self));
    if (maySend) sendWaiting(state, outputs);
    reportReplicated(state, outputs);
  }

  /** How many members must have a message of this member: all, where there are fewer. */
  private int wanted(ViewState state) {
    return Math.min(settings.replication().copies(), state.view.size());
  }

  private void reportReplicated(ViewState state, List<Output> outputs) {
    long reached = Math.min(sent, state.stability.deliveredBy(wanted(state), state.self));
    if (reached <= replicated) return;
    replicated = reached;
    outputs.add(new Replicated(reached, state.stability.copies(state.self, reached)));
    queue.onUnstable(state.buffer.size(state.self));
  }

  /** The origin in {@code slot} gets the deliveries of this member with the next flush. */
  void acknowledge(int slot) {
    acknowledgementsDue |= 1L << slot;
  }

  boolean wantsFlush() {
    return !unflushed.isEmpty() || acknowledgementsDue != 0;
  }

  void flush(ViewState state, List<Output> outputs) {
    for (var frames : batcher.split(state.view.id(), unflushed)) {
      outputs.add(new Transmit(Destination.Group.INSTANCE, new Data(state.view.id(), frames)));
    }
    unflushed.clear();
    for (; acknowledgementsDue != 0; acknowledgementsDue &= acknowledgementsDue - 1) {
      var origin = state.view.members().get(Long.numberOfTrailingZeros(acknowledgementsDue));
      outputs.add(new Transmit(Destination.to(origin), acknowledgement(state)));
    }
  }

  static Acknowledged acknowledgement(ViewState state) {
    return new Acknowledged(state.view.id(), state.own());
  }

  /** A view begins, and all of its members have delivered all that was sent. */
  void onViewInstalled() {
    queue.onUnstable(0);
    acknowledgementsDue = 0;
  }

  /**
   * Sends the payloads that waited for the view; companions from the old view may be copies
   * already.
   */
  void resume(ViewState state, List<Output> outputs) {
    sendWaiting(state, outputs);
    reportReplicated(state, outputs);
  }
}
