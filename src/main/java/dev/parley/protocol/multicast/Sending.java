package dev.parley.protocol.multicast;

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
import java.util.TreeSet;

/**
 * This member's own messages, from their submission until they are known to be replicated, and what
 * the next flush sends.
 */
final class Sending {
  private final MemberId self;
  private final int datagramBudgetBytes;
  private final SendQueue queue = new SendQueue();
  private final List<DataFrame> unflushed = new ArrayList<>();
  private final TreeSet<Integer> acknowledgementsDue = new TreeSet<>();
  private long sent;
  private long replicated;

  Sending(MemberId self, int datagramBudgetBytes) {
    this.self = self;
    this.datagramBudgetBytes = datagramBudgetBytes;
  }

  /** Says whether {@code payload} was taken to wait for its turn. */
  boolean offer(Payload payload) {
    return queue.offer(payload);
  }

  /** The number of this member's last message. */
  long sent() {
    return sent;
  }

  /** Sends what waits, as far as the window allows. */
  void sendWaiting(ViewState state, List<Output> outputs) {
    for (var next = queue.next(); next.isPresent(); next = queue.next()) {
      // The number and the past are taken together, or a later message could claim an earlier past.
      var frame = new DataFrame(new Dot(self, ++sent), state.order.deliveredBySlot(), next.get());
      unflushed.add(frame);
      Delivering.deliver(state, state.order.onReceive(state.self, frame), outputs);
    }
    reportReplicated(state, outputs);
  }

  /** Somebody told what it has: the window may have room, and messages may be replicated now. */
  void onAcknowledged(ViewState state, boolean maySend, List<Output> outputs) {
    queue.onUnstable(state.buffer.size(state.self));
    if (maySend) sendWaiting(state, outputs);
    else reportReplicated(state, outputs);
  }

  private void reportReplicated(ViewState state, List<Output> outputs) {
    long reached =
        Math.min(sent, state.stability.deliveredBy(MulticastSettings.REPLICAS, state.self));
    if (reached <= replicated) return;
    replicated = reached;
    outputs.add(new Replicated(reached, state.stability.copies(state.self, reached)));
    queue.onUnstable(state.buffer.size(state.self));
  }

  /** The origin in {@code slot} is to hear with the next flush what is delivered here. */
  void acknowledge(int slot) {
    acknowledgementsDue.add(slot);
  }

  boolean wantsFlush() {
    return !unflushed.isEmpty() || !acknowledgementsDue.isEmpty();
  }

  void flush(ViewState state, List<Output> outputs) {
    for (var frames : Batcher.split(unflushed, datagramBudgetBytes)) {
      outputs.add(new Transmit(Destination.Group.INSTANCE, new Data(state.view.id(), frames)));
    }
    unflushed.clear();
    for (int origin : acknowledgementsDue) {
      outputs.add(
          new Transmit(Destination.to(state.view.members().get(origin)), acknowledgement(state)));
    }
    acknowledgementsDue.clear();
  }

  static Acknowledged acknowledgement(ViewState state) {
    return new Acknowledged(state.view.id(), state.order.deliveredBySlot());
  }

  /** All that was sent is delivered by all of the new view. */
  void onViewInstalled() {
    queue.onUnstable(0);
    acknowledgementsDue.clear();
  }
}
