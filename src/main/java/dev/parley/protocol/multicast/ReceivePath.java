package dev.parley.protocol.multicast;

import dev.parley.protocol.MemberId;
import dev.parley.protocol.Output;
import dev.parley.protocol.multicast.MulticastMessage.Data;
import dev.parley.protocol.multicast.MulticastOutput.Delivered;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The others' messages, from their arrival in a datagram until the state above gets them. */
final class ReceivePath {
  private final FreezeState freezing;
  private final SendPath sending;

  ReceivePath(FreezeState freezing, SendPath sending) {
    this.freezing = freezing;
    this.sending = sending;
  }

  /**
   * Takes the frames of a datagram of {@code state}'s view from the member in slot {@code sender}.
   * Frames of others are repairs: only those that are missing here are taken. That a repair is what
   * its origin sent cannot be checked here.
   */
  void onData(ViewState state, int sender, Data data, List<Output> outputs) {
    var sink = into(state, outputs);
    @Nullable MemberId origin = null;
    int slot = -1;
    for (var frame : data.frames()) {
      // Frames of one datagram are nearly always of one origin, and share its name.
      if (!frame.dot().origin().equals(origin)) {
        origin = frame.dot().origin();
        slot = state.view.slotOf(origin);
      }
      // An own frame can only come back as a repair by another member; it was delivered when it was
      // sent.
      if (slot < 0 || slot == state.self) continue;
      if (state.differs(slot, frame))
        outputs.addAll(
            state.faults.report(sender, "sent another content of message " + frame.dot()));
      else if (slot == sender || state.isWanted(slot, frame.dot().seq(), freezing.cut()))
        onFrame(state, slot, frame, sink);
    }
    state.forgetStable();
  }

  private void onFrame(ViewState state, int origin, DataFrame frame, CausalOrder.Sink sink) {
    // A number that no member can have reached yet reveals no gap.
    if (!state.order.isPlausible(origin, frame)) return;
    state.gaps.onKnown(origin, frame.dot().seq());
    if (!freezing.mayDeliver(frame.dot())) return;
    state.order.onReceive(origin, frame, sink);
    // Even a duplicate is acknowledged: the first acknowledgement may have been lost.
    boolean mayTell = !freezing.isFrozen() && state.isOwn(origin, frame.dot().seq());
    if (mayTell && state.isBuddyOf(origin)) sending.acknowledge(origin);
  }

  /** Passes delivered messages to the state above, in the order in which they come. */
  static CausalOrder.Sink into(ViewState state, List<Output> outputs) {
    return (slot, frame) -> {
      var clock = state.onDelivered(slot, frame);
      var message = state.reassembly.onDelivered(slot, frame);
      if (message != null)
        outputs.add(new Delivered(frame.dot(), message.frames(), clock, message.payload()));
    };
  }
}
