package dev.parley.sim.invariant;

import dev.parley.protocol.MemberId;
import dev.parley.protocol.View;
import dev.parley.sim.invariant.Observation.Buffers;
import dev.parley.sim.invariant.Observation.Delivered;
import dev.parley.sim.invariant.Observation.ViewDelivered;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

/**
 * A member forgets a message of its view only when every member of that view has delivered it. Held
 * from outside: of the messages that it delivered in the view it keeps at least as many for repair
 * as some member of the view has not delivered yet.
 */
final class BufferSafety implements Invariant {
  /** Where one member is: its view, where that began, and what it delivered of each origin. */
  private static final class Place {
    View view;
    Map<MemberId, Long> base = Map.of();
    Map<MemberId, Long> delivered = new HashMap<>();

    Place(View view) {
      this.view = view;
    }
  }

  private final Map<MemberId, Place> places = new HashMap<>();

  /** Of each origin, the numbers of its messages; a message in pieces has that of the last. */
  private final Map<MemberId, TreeSet<Long>> numbers = new HashMap<>();

  @Override
  public void check(Observation observation) {
    if (observation instanceof ViewDelivered installed) onView(installed);
    if (observation instanceof Delivered delivered)
      numbers
          .computeIfAbsent(delivered.dot().origin(), o -> new TreeSet<>())
          .add(delivered.dot().seq());
    if (observation instanceof Delivered delivered && places.containsKey(delivered.member()))
      places.get(delivered.member()).delivered.put(delivered.dot().origin(), delivered.dot().seq());
    if (observation instanceof Buffers buffers) onBuffers(buffers);
  }

  private void onView(ViewDelivered installed) {
    var place = new Place(installed.view());
    place.base = installed.base().counts();
    place.delivered = new HashMap<>(place.base);
    places.put(installed.member(), place);
  }

  private void onBuffers(Buffers buffers) {
    var place = places.get(buffers.member());
    if (place == null) return;
    long missed = 0;
    for (var origin : place.view.ids()) {
      long mine = place.delivered.getOrDefault(origin, 0L);
      long began = place.base.getOrDefault(origin, 0L);
      missed += mine - Math.max(began, Math.min(mine, least(place.view, origin)));
    }
    if (buffers.unstable() < missed)
      throw new Violation(
          BufferSafety.class, missed + " messages are missed by some member, but " + buffers);
  }

  /** Up to which number of {@code origin} all members of {@code view} may have delivered. */
  private long least(View view, MemberId origin) {
    long least = Long.MAX_VALUE;
    for (var member : view.ids()) {
      var place = places.get(member);
      long seq = place == null ? 0 : place.delivered.getOrDefault(origin, 0L);
      // It may have all pieces but the last of the next message.
      Long next = numbers.getOrDefault(origin, new TreeSet<>()).higher(seq);
      least = Math.min(least, next == null ? seq : next - 1);
    }
    return least;
  }
}
