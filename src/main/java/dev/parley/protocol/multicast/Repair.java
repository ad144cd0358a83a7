package dev.parley.protocol.multicast;

import dev.parley.protocol.Destination;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Output;
import dev.parley.protocol.Output.Transmit;
import dev.parley.protocol.Signal.CutDecided;
import dev.parley.protocol.multicast.MulticastMessage.Data;
import dev.parley.protocol.multicast.MulticastMessage.Nak;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asking for missing frames, and answering those who ask: any holder may send a frame again. */
final class Repair {
  private final Batcher batcher;

  Repair(Batcher batcher) {
    this.batcher = batcher;
  }

  /** Asks for every gap that is due; during a cut, for what the cut names. */
  List<Output> ask(ViewState state, @Nullable CutDecided cut, long nowMs) {
    var outputs = new ArrayList<Output>();
    for (int origin = 0; origin < state.view.size(); origin++) {
      if (origin == state.self) continue;
      long upTo = wanted(state, cut, origin);
      var missing = state.order.missing(origin, upTo, MulticastSettings.MAX_NAK_RANGES);
      if (missing.isEmpty()) {
        state.gaps.onClosed(origin);
      } else if (state.gaps.isDue(origin, missing.get(0).first(), nowMs)) {
        var nak = new Nak(state.view.id(), state.view.members().get(origin).id(), missing);
        var holder = holder(state, cut, origin, missing.get(0).first());
        outputs.add(new Transmit(Destination.to(holder), nak));
      }
    }
    return outputs;
  }

  private static long wanted(ViewState state, @Nullable CutDecided cut, int origin) {
    if (cut != null) return cut.reach().get(state.view.members().get(origin).id());
    return Math.max(state.gaps.highestKnown(origin), state.order.highestDependencyOn(origin));
  }

  /**
   * Whom to ask: the origin twice, then everybody in turn who is known to have it; during a cut,
   * its holders in turn.
   */
  private static Member holder(ViewState state, @Nullable CutDecided cut, int origin, long seq) {
    int attempt = state.gaps.attempts(origin);
    var members = state.view.members();
    if (cut != null) {
      var self = members.get(state.self);
      var others = cut.holders().stream().filter(holder -> !holder.equals(self)).toList();
      if (!others.isEmpty()) return others.get(attempt % others.size());
    }
    if (attempt <= MulticastSettings.ASKS_OF_ORIGIN) return members.get(origin);
    for (int step = 0; step < members.size(); step++) {
      int candidate = Math.floorMod(origin + attempt + step, members.size());
      boolean hasIt = state.stability.delivered(candidate, origin) >= seq;
      if (candidate != state.self && hasIt) return members.get(candidate);
    }
    return members.get(origin);
  }

  /** What this member has of what {@code nak} asks for, to the asker alone. */
  List<Output> answer(ViewState state, MemberId from, Nak nak) {
    int origin = state.view.slotOf(nak.origin());
    var asker = state.view.member(from);
    if (!nak.view().equals(state.view.id()) || origin < 0 || asker.isEmpty()) return List.of();
    var found = state.buffer.find(origin, nak.missing(), MulticastSettings.MAX_REPAIR_FRAMES);
    return batcher.split(state.view.id(), found).stream()
        .map(frames -> new Data(state.view.id(), frames))
        .<Output>map(data -> new Transmit(Destination.to(asker.get()), data))
        .toList();
  }
}
