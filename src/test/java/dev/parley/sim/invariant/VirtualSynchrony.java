package dev.parley.sim.invariant;

import dev.parley.protocol.MemberId;
import dev.parley.protocol.ViewId;
import dev.parley.sim.invariant.Observation.Delivered;
import dev.parley.sim.invariant.Observation.ViewDelivered;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/** Members that go from view v to view w together delivered the same messages in v. */
final class VirtualSynchrony implements Invariant {
  private record Step(ViewId from, ViewId to) {}

  private static final class Stay {
    ViewId view;
    final BitSet delivered = new BitSet();

    Stay(ViewId view) {
      this.view = view;
    }
  }

  private final Map<MemberId, Stay> stays = new HashMap<>();
  private final Map<Step, BitSet> steps = new HashMap<>();

  @Override
  public void check(Observation observation) {
    if (observation instanceof Delivered delivered) {
      stay(delivered.member()).delivered.set(delivered.payload());
    } else if (observation instanceof ViewDelivered installed) {
      onView(installed);
    }
  }

  private void onView(ViewDelivered installed) {
    var stay = stay(installed.member());
    var step = new Step(stay.view, installed.view().id());
    var mine = (BitSet) stay.delivered.clone();
    var others = steps.putIfAbsent(step, mine);
    if (others != null && !others.equals(mine)) {
      throw new Violation(
          VirtualSynchrony.class,
          installed.member() + " went " + step + " with " + mine + ", another with " + others);
    }
    stay.view = installed.view().id();
    stay.delivered.clear();
  }

  private Stay stay(MemberId member) {
    return stays.computeIfAbsent(member, m -> new Stay(ViewId.none(m)));
  }
}
