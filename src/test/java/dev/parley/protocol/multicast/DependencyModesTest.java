package dev.parley.protocol.multicast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.Destination;
import dev.parley.protocol.Dot;
import dev.parley.protocol.FlushReport;
import dev.parley.protocol.Member;
import dev.parley.protocol.Output;
import dev.parley.protocol.Output.Transmit;
import dev.parley.protocol.VersionVector;
import dev.parley.protocol.View;
import dev.parley.protocol.membership.CutRule;
import dev.parley.protocol.multicast.MulticastMessage.Acknowledged;
import dev.parley.protocol.multicast.MulticastMessage.Data;
import dev.parley.protocol.multicast.MulticastOutput.Delivered;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The same schedule of submissions and arrivals, played with frontiers and with frames that name
 * all that their origin had delivered (dense), which the test puts in place of the frontiers: every
 * member delivers the same messages with the same clocks in the same order, and the order is causal
 * by what the applications saw.
 */
@Tag("slow")
class DependencyModesTest {
  private static final int SCHEDULES = 300;
  private static final int STEPS = 400;

  @Test
  void frontiers_deliver_what_dense_dependencies_deliver_in_the_same_order() {
    for (long seed = 1; seed <= SCHEDULES; seed++) {
      var dense = new Run(seed, slot -> true).play();
      var frontier = new Run(seed, slot -> false).play();

      assertThat(frontier.delivered).as("seed %d", seed).isEqualTo(dense.delivered);
      assertThat(frontier.held).as("held back with seed %d", seed).isEqualTo(dense.held);
      frontier.requireCausal();
    }
  }

  @Test
  void a_cut_over_frontiers_reaches_as_far_as_one_over_dense_dependencies() {
    for (long seed = 1; seed <= SCHEDULES; seed++) {
      var dense = new Run(seed, slot -> true).play();
      var frontier = new Run(seed, slot -> false).play();

      assertThat(frontier.reaches).as("seed %d", seed).isEqualTo(dense.reaches);
    }
  }

  @Test
  void members_that_name_their_pasts_differently_understand_each_other() {
    for (long seed = 1; seed <= SCHEDULES; seed++) {
      var dense = new Run(seed, slot -> true).play();
      var mixed = new Run(seed, slot -> slot % 2 == 0).play();

      assertThat(mixed.delivered).as("seed %d", seed).isEqualTo(dense.delivered);
    }
  }

  @Test
  void clocks_are_kept_of_about_what_is_unstable() {
    int most = 0;
    for (long seed = 1; seed <= SCHEDULES; seed++) {
      var run = new Run(seed, slot -> false).play();
      most = Math.max(most, run.keptClocks());
    }
    // One for each origin at each member when all is told; what the last word was lost of comes on
    // top.
    assertThat(most).isPositive().isLessThan(Run.MOST_MEMBERS * Run.MOST_MEMBERS * 4);
  }

  /** A group of channels, and datagrams that arrive in any order, some of them twice. */
  private static final class Run {
    static final int MOST_MEMBERS = 6;

    private record Arrival(int receiver, Member from, MulticastMessage message) {}

    private final long seed;
    private final IntPredicate isDense;
    private final SplittableRandom random;
    private final View view;
    private final List<CausalChannel> channels = new ArrayList<>();
    private final List<Arrival> pending = new ArrayList<>();
    private final Map<Dot, Set<Dot>> pasts = new HashMap<>();
    private final Map<Dot, SlotVector> everything = new HashMap<>();
    final List<List<String>> delivered = new ArrayList<>();
    final List<Integer> held = new ArrayList<>();
    final List<VersionVector> reaches = new ArrayList<>();
    private final List<List<Dot>> dots = new ArrayList<>();
    private final List<Set<Dot>> known = new ArrayList<>();

    /** {@code isDense}: by slot, whether its frames name everything. */
    Run(long seed, IntPredicate isDense) {
      this.seed = seed;
      this.isDense = isDense;
      this.random = new SplittableRandom(seed);
      int size = 1 + random.nextInt(MOST_MEMBERS);
      var members = new Member[size];
      for (int i = 0; i < size; i++) members[i] = Channels.member("m-" + (char) ('a' + i));
      view = Channels.view(1, members);
      for (int slot = 0; slot < size; slot++) {
        var settings = MulticastSettings.withBudget(1_200);
        var channel =
            new CausalChannel(
                members[slot].id(), VersionVector.EMPTY, settings, new SplittableRandom(seed));
        Channels.change(channel, view, VersionVector.EMPTY, view.members());
        channels.add(channel);
        delivered.add(new ArrayList<>());
        dots.add(new ArrayList<>());
        known.add(new HashSet<>());
      }
    }

    Run play() {
      for (int step = 0; step < STEPS; step++) {
        if (pending.isEmpty() || random.nextInt(4) == 0) submit(random.nextInt(channels.size()));
        else arrive(random.nextInt(pending.size()), random.nextInt(10) == 0);
        held.add(channels.stream().mapToInt(CausalChannel::heldBack).sum());
        if (step % 20 == 0) reaches.add(reach());
      }
      settle();
      for (int slot = 0; slot < channels.size(); slot++) {
        var told = SendPath.acknowledgement(channels.get(slot).current());
        for (int other = 0; other < channels.size(); other++)
          if (other != slot) take(new Arrival(other, view.members().get(slot), told));
      }
      assertThat(channels).as("seed %d", seed).allMatch(channel -> channel.heldBack() == 0);
      assertThat(channels).as("seed %d", seed).allMatch(channel -> channel.unstable() == 0);
      return this;
    }

    /** Where the view would end if only some of its members were left now. */
    private VersionVector reach() {
      var reports = new TreeMap<Member, FlushReport>();
      for (int slot = 0; slot < channels.size(); slot++) {
        if (slot == 0 || random.nextBoolean())
          reports.put(view.members().get(slot), channels.get(slot).current().report());
      }
      return CutRule.decide(reports).get(0).reach();
    }

    private void submit(int slot) {
      var channel = channels.get(slot);
      for (int burst = random.nextInt(3); burst >= 0; burst--) {
        var delivered = channel.current().order.deliveredBySlot();
        var outputs = channel.onSubmit(Channels.payload("m" + slot), 0);
        for (var output : outputs)
          if (output instanceof Delivered own) everything.put(own.dot(), delivered);
        perform(slot, outputs);
      }
      // Acknowledgements are told with the next burst, or by the word of another.
      if (random.nextInt(3) > 0) perform(slot, channel.onFlush(0));
    }

    private void arrive(int index, boolean isDoubled) {
      var arrival = isDoubled ? pending.get(index) : pending.remove(index);
      take(arrival);
    }

    private void take(Arrival arrival) {
      var channel = channels.get(arrival.receiver());
      perform(arrival.receiver(), channel.onMessage(arrival.from().id(), arrival.message(), 0));
    }

    private void settle() {
      do {
        while (!pending.isEmpty()) arrive(random.nextInt(pending.size()), false);
        for (int slot = 0; slot < channels.size(); slot++)
          perform(slot, channels.get(slot).onFlush(0));
      } while (!pending.isEmpty());
    }

    private void perform(int slot, List<Output> outputs) {
      for (var output : outputs) {
        if (output instanceof Delivered message) onDelivered(slot, message);
        if (!(output instanceof Transmit transmit)) continue;
        var message = sent(slot, (MulticastMessage) transmit.message());
        if (message instanceof Acknowledged && random.nextInt(4) == 0) continue;
        for (int other = 0; other < channels.size(); other++) {
          var receiver = view.members().get(other);
          boolean isMeant =
              transmit.to() == Destination.Group.INSTANCE
                  ? other != slot
                  : transmit.to().equals(Destination.to(receiver));
          if (isMeant) pending.add(new Arrival(other, view.members().get(slot), message));
        }
      }
    }

    private MulticastMessage sent(int slot, MulticastMessage message) {
      if (!isDense.test(slot) || !(message instanceof Data data)) return message;
      return new Data(data.view(), data.frames().stream().map(this::dense).toList());
    }

    private DataFrame dense(DataFrame frame) {
      var past = Objects.requireNonNull(everything.get(frame.dot()), "sent before it was known");
      return new DataFrame(
          frame.dot(), Channels.frontier(past.toArray()), frame.payload(), frame.remaining());
    }

    private void onDelivered(int slot, Delivered message) {
      var dot = message.dot();
      delivered.get(slot).add(dot + " " + message.clock());
      dots.get(slot).add(dot);
      if (dot.origin().equals(view.members().get(slot).id()))
        pasts.put(dot, new HashSet<>(known.get(slot)));
      known.get(slot).add(dot);
    }

    /** By brute force: everything that the application had seen stands before. */
    void requireCausal() {
      for (var order : dots) {
        var before = new HashSet<Dot>();
        for (var dot : order) {
          if (!before.containsAll(pasts.get(dot)))
            throw new AssertionError("seed " + seed + ": " + dot + " before its past");
          before.add(dot);
        }
        assertThat(before.equals(pasts.keySet())).as("all delivered, seed %d", seed).isTrue();
      }
    }

    int keptClocks() {
      return channels.stream().mapToInt(channel -> channel.current().clocks.size()).sum();
    }
  }
}
