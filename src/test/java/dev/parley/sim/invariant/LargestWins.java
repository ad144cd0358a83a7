package dev.parley.sim.invariant;

import dev.parley.protocol.MemberId;
import dev.parley.protocol.View;
import dev.parley.protocol.ViewId;
import dev.parley.sim.invariant.Observation.Crashed;
import dev.parley.sim.invariant.Observation.Disturbed;
import dev.parley.sim.invariant.Observation.Elected;
import dev.parley.sim.invariant.Observation.ViewDelivered;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who wins an election in a view is the largest of its members that live, if nothing went wrong
 * since the view was first delivered except that one of its members crashed, and all others are
 * still in it. After a loss or a second crash a smaller one may win: its ring went past those that
 * did not answer.
 */
final class LargestWins implements Invariant {
  private final Map<ViewId, View> undisturbed = new HashMap<>();
  private final Set<ViewId> seen = new HashSet<>();
  private final Map<MemberId, ViewId> places = new HashMap<>();
  private final Set<MemberId> crashed = new HashSet<>();

  @Override
  public void check(Observation observation) {
    if (observation instanceof Disturbed) undisturbed.clear();
    if (observation instanceof Crashed dead) crashed.add(dead.member());
    if (observation instanceof ViewDelivered installed)
      onView(installed.member(), installed.view());
    if (observation instanceof Elected elected) onElected(elected);
  }

  private void onView(MemberId member, View view) {
    places.put(member, view.id());
    if (seen.add(view.id())) undisturbed.put(view.id(), view);
  }

  private void onElected(Elected elected) {
    var view = undisturbed.get(elected.view());
    if (view == null) return;
    int dead = 0;
    MemberId largest = null;
    for (var member : view.ids()) {
      if (crashed.contains(member)) {
        dead++;
      } else if (!view.id().equals(places.get(member))) {
        return;
      } else {
        largest = larger(largest, member);
      }
    }
    if (dead <= 1 && !elected.member().equals(largest))
      throw new Violation(
          LargestWins.class, elected.member() + " won, but " + largest + " lives in " + view);
  }

  private static MemberId larger(@Nullable MemberId one, MemberId other) {
    return one == null || one.compareTo(other) < 0 ? other : one;
  }
}
