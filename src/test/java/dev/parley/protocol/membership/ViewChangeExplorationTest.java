package dev.parley.protocol.membership;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.Signal.ViewInstalled;
import dev.parley.protocol.membership.ExploredGroup.Broken;
import dev.parley.protocol.membership.ExploredGroup.Choice;
import dev.parley.testing.Seed;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Every state that a group of three can reach from a common view, within bounds: two members that
 * take themselves for elected, or one, a crash and a restart; messages in any order, each perhaps
 * never. Breadth first, so that what it finds is a shortest way there.
 */
@Tag("slow")
class ViewChangeExplorationTest {
  /** Above what the bounds below come to: reached only if the states are told apart wrongly. */
  private static final int MAX_STATES = 400_000;

  private static final int WALKS = 10_000;

  /** A walk ends by itself, when all that was sent has arrived. */
  private static final int MAX_STEPS = 1_000;

  private record Found(String violation, Way way) {}

  /** What was chosen last, and before. */
  private record Way(@Nullable Way before, Choice last) {
    void takeIn(ExploredGroup group) {
      if (before != null) before.takeIn(group);
      group.take(last);
    }
  }

  private int states;

  @Test
  void two_coordinators_at_once_agree_in_every_state() {
    assertThat(explore(() -> new ExploredGroup(2, 0, 0, Broken.NOTHING))).isEmpty();
    System.out.println("explored: two coordinators, " + states + " states");
    assertThat(states).isGreaterThan(1_000);
  }

  @Test
  void a_crash_and_a_restart_in_a_view_change_agree_in_every_state() {
    assertThat(explore(() -> new ExploredGroup(1, 1, 1, Broken.NOTHING))).isEmpty();
    System.out.println("explored: one coordinator, crash, restart, " + states + " states");
    assertThat(states).isGreaterThan(10_000);
  }

  /** All states of these bounds are millions; each walk is one way through them. */
  @Test
  void two_coordinators_a_crash_and_a_restart_agree_on_many_ways() {
    var seed = Seed.next();
    var random = seed.random();
    for (int walk = 0; walk < WALKS; walk++) {
      var group = new ExploredGroup(2, 1, 1, Broken.NOTHING);
      var choices = group.choices();
      for (int step = 0; step < MAX_STEPS && !choices.isEmpty(); step++) {
        group.take(choices.get(random.nextInt(choices.size())));
        choices = group.choices();
      }
      assertThat(violation(group)).as("%s, walk %d", seed, walk).isEmpty();
    }
  }

  @Test
  void a_promise_that_a_restart_forgets_is_noticed() {
    assertThat(explore(() -> new ExploredGroup(1, 1, 1, Broken.PROMISE_IS_FORGOTTEN)))
        .as("after %d states", states)
        .isPresent();
  }

  private Optional<Found> explore(Supplier<ExploredGroup> beginning) {
    var known = new HashSet<UUID>();
    var open = new ArrayDeque<Optional<Way>>();
    open.add(Optional.empty());
    while (!open.isEmpty()) {
      var way = open.remove();
      for (var choice : follow(beginning, way).choices()) {
        var further = new Way(way.orElse(null), choice);
        var group = follow(beginning, Optional.of(further));
        var key = group.key().getBytes(StandardCharsets.UTF_8);
        if (!known.add(UUID.nameUUIDFromBytes(key))) continue;
        var violation = violation(group);
        if (violation.isPresent()) return violation.map(v -> new Found(v, further));
        open.add(Optional.of(further));
      }
      states = known.size();
      if (states > MAX_STATES) throw new AssertionError("more than " + MAX_STATES + " states");
    }
    return Optional.empty();
  }

  private static ExploredGroup follow(Supplier<ExploredGroup> beginning, Optional<Way> way) {
    var group = beginning.get();
    way.ifPresent(w -> w.takeIn(group));
    return group;
  }

  /** One list of members and one base for each view, epochs that grow, nobody in it who is not. */
  private static Optional<String> violation(ExploredGroup group) {
    var byId = new TreeMap<String, ViewInstalled>();
    var byEpoch = new TreeMap<String, ViewInstalled>();
    for (var life : group.installed()) {
      long last = 0;
      for (var installed : life) {
        var id = installed.view().id();
        if (id.epoch() <= last) return Optional.of("epoch " + id + " after " + last);
        last = id.epoch();
        var same = byId.putIfAbsent(id.toString(), installed);
        if (same != null && !same.equals(installed)) return Optional.of(same + " and " + installed);
        for (var member : installed.view().ids()) {
          var other = byEpoch.putIfAbsent(id.epoch() + " " + member.node(), installed);
          if (other != null && !other.view().id().equals(id))
            return Optional.of(member + " in " + other.view() + " and " + installed.view());
        }
      }
    }
    return Optional.empty();
  }
}
