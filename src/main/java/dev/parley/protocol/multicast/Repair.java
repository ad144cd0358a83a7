package dev.parley.protocol.multicast;

import dev.parley.protocol.Destination;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Output;
import dev.parley.protocol.Output.Transmit;
import dev.parley.protocol.Signal.CutDecided;
import dev.parley.protocol.multicast.MulticastMessage.Data;
import dev.parley.protocol.multicast.MulticastMessage.Nak;
import dev.parley.protocol.multicast.MulticastMessage.Range;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks for missing frames, and answers such questions: any holder may send a frame again. */
final class Repair {
  private final Batcher batcher;
  private final RepairBudget budget = new RepairBudget();

  Repair(Batcher batcher) {
    this.batcher = batcher;
  }

  /** Asks for every gap that is due; during a cut, for the missing messages of the cut. */
  List<Output> ask(ViewState state, @Nullable CutDecided cut, long nowMs) {
    var outputs = new ArrayList<Output>();
    for (int origin = 0; origin < state.view.size(); origin++) {
      if (origin == state.self) continue;
      long upTo = state.wantedUpTo(origin, cut);
      var missing = state.order.missing(origin, upTo, MulticastSettings.MAX_NAK_RANGES);
      if (missing.isEmpty()) {
        state.gaps.onClosed(origin);
      } else if (state.gaps.isDue(origin, missing.get(0).first(), nowMs)) {
        outputs.add(question(state, cut, origin, missing));
      }
    }
    return outputs;
  }

  private static Output question(
      ViewState state, @Nullable CutDecided cut, int origin, List<Range> missing) {
    long first = missing.get(0).first();
    boolean isToAll =
        cut == null
            && state.gaps.attempts(origin) <= MulticastSettings.ASKS_OF_ORIGIN
            && state.isSharedLoss(origin, first);
    var nak = new Nak(state.view.id(), state.view.members().get(origin).id(), missing, isToAll);
    return new Transmit(
        isToAll ? Destination.Group.INSTANCE : Destination.to(holder(state, cut, origin, first)),
        nak);
  }

  /**
   * The member to ask: the origin twice, then in turn every member that is known to have it; during
   * a cut, its holders in turn.
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

  /**
   * The frames that {@code nak} asks for and this member has: to the requester, or to all when
   * several miss them. To a question to all only the origin answers, and a member that misses the
   * same asks later. {@code isFrozen}: a view change waits, so no bandwidth is saved.
   */
  List<Output> answer(ViewState state, MemberId from, Nak nak, boolean isFrozen, long nowMs) {
    int origin = state.view.slotOf(nak.origin());
    int asker = state.view.slotOf(from);
    boolean isOfView = nak.view().equals(state.view.id()) && origin >= 0 && asker >= 0;
    if (!isOfView || nak.missing().isEmpty()) return List.of();
    if (nak.isToAll() && origin != state.self) {
      if (covers(nak, state.gaps.lowestMissing(origin))) state.gaps.onAskedByAnother(origin, nowMs);
      return List.of();
    }
    var found = state.buffer.find(origin, nak.missing(), MulticastSettings.MAX_REPAIR_FRAMES);
    if (isFrozen) return repair(state, Destination.to(state.view.members().get(asker)), found);
    var affordable = affordable(found, nowMs);
    if (affordable.isEmpty()) return List.of();
    long first = affordable.get(0).dot().seq();
    long last = affordable.get(affordable.size() - 1).dot().seq();
    var way = state.naks.onAsked(origin, asker, first, last, nowMs);
    if (way == NakAggregation.Answer.NOT_AGAIN) return List.of();
    if (way == NakAggregation.Answer.TO_ASKER && !nak.isToAll())
      return repair(state, Destination.to(state.view.members().get(asker)), affordable);
    state.naks.onRepairedForAll(origin, last, nowMs);
    return repair(state, Destination.Group.INSTANCE, affordable);
  }

  private List<DataFrame> affordable(List<DataFrame> found, long nowMs) {
    int count = 0;
    while (count < found.size() && budget.take(found.get(count).payload().size(), nowMs)) count++;
    return found.subList(0, count);
  }

  private List<Output> repair(ViewState state, Destination to, List<DataFrame> frames) {
    return batcher.split(state.view.id(), frames).stream()
        .map(some -> new Data(state.view.id(), some))
        .<Output>map(data -> new Transmit(to, data))
        .toList();
  }

  private static boolean covers(Nak nak, long seq) {
    return nak.missing().stream().anyMatch(range -> range.first() <= seq && seq <= range.last());
  }
}
