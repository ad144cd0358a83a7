package dev.parley.protocol.multicast;

import dev.parley.protocol.Output;
import dev.parley.protocol.multicast.MulticastMessage.Data;
import dev.parley.protocol.multicast.MulticastOutput.Delivered;
import java.util.List;

/** The others' messages, from their arrival in a datagram until the state above gets them. */
final class Delivering {
  private final Freezing freezing;
  private final Sending sending;

  Delivering(Freezing freezing, Sending sending) {
    this.freezing = freezing;
    this.sending = sending;
  }

  /** Takes the frames of a datagram of {@code state}'s view. */
  void onData(ViewState state, Data data, List<Output> outputs) {
    for (var frame : data.frames()) onFrame(state, frame, outputs);
  }

  private void onFrame(ViewState state, DataFrame frame, List<Output> outputs) {
    int origin = state.view.slotOf(frame.dot().origin());
    // An own frame can only come back as somebody's repair; it was delivered when it was sent.
    if (origin < 0 || origin == state.self) return;
    state.gaps.onKnown(origin, frame.dot().seq());
    if (!freezing.mayDeliver(frame.dot())) return;
    deliver(state, state.order.onReceive(origin, frame), outputs);
    // Even a duplicate is acknowledged: the first acknowledgement may be what was lost.
    if (!freezing.isFrozen() && state.isBuddyOf(origin)) sending.acknowledge(origin);
  }

  /** Gives {@code frames}, which are in causal order, to the state above. */
  static void deliver(ViewState state, List<DataFrame> frames, List<Output> outputs) {
    for (var frame : frames) {
      int origin = state.view.slotOf(frame.dot().origin());
      state.buffer.add(origin, frame);
      state.stability.onDelivered(state.self, origin, frame.dot().seq());
      // The others may all have told of it before it came here.
      state.buffer.forget(origin, state.stability.stable(origin));
      outputs.add(new Delivered(frame.dot(), state.clockOf(frame), frame.payload()));
    }
  }
}
