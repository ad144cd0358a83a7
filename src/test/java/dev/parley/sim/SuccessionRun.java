package dev.parley.sim;

import dev.parley.protocol.MemberId;
import dev.parley.protocol.Signal;
import dev.parley.protocol.election.ElectionMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The leader dies, and all times are taken until the survivors have their next view. Every datagram
 * takes one millisecond, a hop; cores take none, whatever the mailboxes between them.
 */
final class SuccessionRun {
  private static final long LIMIT_MS = 20_000;

  private record Said(long atMs, MemberId by, Signal signal) {}

  private final Simulation sim;
  private final List<Said> said = new ArrayList<>();
  private final MemberId leader;
  private long toldMs;

  private SuccessionRun(long seed, SimProfile profile, int nodes) {
    sim = new Simulation(seed, profile.withHiccups(0), Sabotage.NONE, new Trace(false));
    sim.network().delays(1, 1, 0);
    new Stage(sim).group(nodes);
    sim.run(300);
    leader = sim.leader().group().self().id();
    sim.whenSignalled((by, signal) -> said.add(new Said(sim.nowMs(), by, signal)));
  }

  /** A group of {@code nodes} that has found itself. */
  static SuccessionRun of(long seed, ElectionMode mode, int nodes) {
    return new SuccessionRun(seed, SimProfile.of(mode), nodes);
  }

  /** How many there were with the leader. */
  int nodes() {
    return sim.nodes().size();
  }

  Simulation sim() {
    return sim;
  }

  MemberId leader() {
    return leader;
  }

  /** The survivors, the largest first. */
  List<SimNode> heirs() {
    return sim.running().stream()
        .filter(node -> !node.isLeader())
        .sorted(Comparator.comparing((SimNode node) -> node.group().self().id()).reversed())
        .toList();
  }

  void crashLeader() {
    sim.leader().crash();
  }

  /** Until all that run have a view of exactly them. */
  void runUntilViewOfTheLiving() {
    long endMs = sim.nowMs() + LIMIT_MS;
    while (!isDone()) {
      if (sim.nowMs() > endMs) throw new AssertionError("no view after " + LIMIT_MS + " ms");
      sim.run(1);
    }
    toldMs = sim.nowMs();
  }

  private boolean isDone() {
    var living = sim.running();
    return living.stream()
        .allMatch(
            node ->
                node.view().filter(view -> view.size() == living.size()).isPresent()
                    && node.view().equals(living.get(0).view()));
  }

  /** When the last survivor had the view. */
  long installedMs() {
    return said.stream()
        .filter(one -> one.signal() instanceof Signal.ViewInstalled)
        .mapToLong(Said::atMs)
        .max()
        .orElse(toldMs);
  }

  long firstSuspectedMs() {
    return first(Signal.Suspected.class).orElseThrow();
  }

  long firstConfirmedMs() {
    return first(Signal.Confirmed.class).orElseThrow();
  }

  long lastConfirmedMs() {
    return said.stream()
        .filter(one -> one.signal() instanceof Signal.Confirmed)
        .mapToLong(Said::atMs)
        .max()
        .orElseThrow();
  }

  long firstElectedMs() {
    return first(Signal.Elected.class).orElseThrow();
  }

  private Optional<Long> first(Class<? extends Signal> kind) {
    return said.stream().filter(one -> kind.isInstance(one.signal())).map(Said::atMs).findFirst();
  }

  long views() {
    return said.stream().filter(one -> one.signal() instanceof Signal.ViewInstalled).count();
  }
}
