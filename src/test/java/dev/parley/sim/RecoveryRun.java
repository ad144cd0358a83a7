package dev.parley.sim;

import dev.parley.chat.accounts.Account;
import dev.parley.chat.accounts.AccountChange.AccountRegistered;
import dev.parley.chat.accounts.AccountLog;
import dev.parley.chat.accounts.AccountLogEntry.Decision;
import dev.parley.chat.accounts.AccountLogEntry.Founding;
import dev.parley.chat.accounts.ScramVerifier;
import dev.parley.chat.accounts.SurvivorProof;
import dev.parley.chat.model.UserName;
import dev.parley.protocol.View;
import dev.parley.sim.invariant.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * People register at all nodes; then a part without a majority is cut off, and its operator
 * declares the others lost. These are dead, or live on as a majority, or are two minorities one of
 * which is recovered as well. In the end all meet.
 */
final class RecoveryRun implements Consumer<Stage> {
  private static final long MEAN_GAP_MS = 15;

  /** In which the operator must have got what was asked for, trying again and again. */
  private static final long RECOVERED_MS = 4_000;

  /** In which people must be able to register. */
  private static final long OPEN_MS = 1_500;

  private static final long STEP_MS = 20;
  private static final long WATCH_MS = 1;

  /** What is decided is on all disks, or is not, within this. */
  private static final int CRITICAL_MS = 25;

  /** The highest founding under which each node was in a view that decided. */
  private final TreeMap<String, Founding> followed = new TreeMap<>();

  @Override
  public void accept(Stage stage) {
    stage.group(stage.draw(3, 6));
    watch(stage);
    awaitName(stage, stage.sim().nodes(), "founder");
    stage.sim().registrations().start(MEAN_GAP_MS);
    stage.runBetween(0, 400);
    var parts = cut(stage);
    long cutMs = stage.sim().nowMs();
    // Now and then one more of those that are left fails while it is done.
    recover(stage, parts.get(0), stage.draw(0, 2) == 0);
    awaitName(stage, parts.get(0), "recovered");
    if (parts.size() == 3) recover(stage, parts.get(2), false);
    stage.runBetween(0, 300);
    meet(stage, parts, cutMs);
  }

  /** The survivors; the others, if they live on; and those of them that are recovered as well. */
  private static List<List<SimNode>> cut(Stage stage) {
    var all = stage.sim().nodes();
    int left = stage.draw(1, all.size() / 2);
    var others = all.subList(left, all.size());
    var parts = new ArrayList<>(List.of(all.subList(0, left)));
    switch (stage.draw(0, 2)) {
      case 0 -> others.forEach(SimNode::crash);
      case 1 -> parts.add(others);
      default -> {
        int half = others.size() / 2;
        parts.add(others.subList(0, half));
        parts.add(others.subList(half, others.size()));
        // A part with more than half of all has no need of it.
        if (2 * (others.size() - half) > all.size()) parts.set(1, parts.remove(2));
      }
    }
    for (var from : all) {
      for (var to : all) if (part(parts, from) != part(parts, to)) stage.network().cut(from, to);
    }
    stage.settle(parts.get(0));
    return parts;
  }

  private static int part(List<List<SimNode>> parts, SimNode node) {
    for (int i = 0; i < parts.size(); i++) if (parts.get(i).contains(node)) return i;
    return -1;
  }

  private static void recover(Stage stage, List<SimNode> part, boolean isDisturbed) {
    stage.settle(part);
    var known = accounts(part.get(0));
    int crashes = isDisturbed ? 1 : 0;
    long deadlineMs = stage.sim().nowMs() + RECOVERED_MS;
    while (!isRecovered(part)) {
      if (stage.sim().nowMs() > deadlineMs)
        throw new Violation(RecoveryRun.class, "no recovery: " + standing(part));
      long id = stage.sim().random().nextLong();
      var node = part.get(stage.draw(0, part.size() - 1));
      node.chat().ifPresent(chat -> chat.recover(id, answer -> trace(stage, node, answer)));
      if (crashes-- > 0) {
        await(stage, 250, () -> part.stream().anyMatch(one -> isForced(one, Optional.empty())));
        var victim = part.get(stage.draw(0, part.size() - 1));
        awaitMoment(stage, victim);
        victim.crash();
        stage.runBetween(0, 200);
        victim.start();
      }
      stage.runBetween(50, 400);
    }
    if (isDisturbed) return;
    for (var entry : known.entrySet()) {
      if (!entry.getValue().equals(accounts(part.get(0)).get(entry.getKey())))
        throw new Violation(RecoveryRun.class, "the recovery lost " + entry);
    }
  }

  private static void trace(Stage stage, SimNode node, Object answer) {
    stage.sim().trace().say(stage.sim().nowMs(), () -> node + " is told " + answer);
  }

  /** Decided names, and those that may be. */
  private static Map<UserName, ScramVerifier> accounts(SimNode node) {
    var names = new TreeMap<UserName, ScramVerifier>();
    var state = node.chat().orElseThrow().state();
    for (var entry : state.registry().map(AccountLog::pending).orElse(List.of())) {
      if (entry.content() instanceof Decision decision
          && decision.change() instanceof AccountRegistered registered)
        names.put(registered.account().name(), registered.account().verifier());
    }
    for (Account account : state.snapshot().accounts())
      names.put(account.name(), account.verifier());
    return names;
  }

  private static boolean isRecovered(List<SimNode> part) {
    return part.stream()
        .allMatch(
            node ->
                node.chat().stream()
                    .flatMap(chat -> chat.state().registry().stream())
                    .anyMatch(log -> isOpen(node, log)));
  }

  private static boolean isOpen(SimNode node, AccountLog log) {
    View view = node.deliveredView();
    return view != null && log.committed().epoch() == view.id().epoch();
  }

  private static Optional<String> standing(List<SimNode> part) {
    return part.get(0).chat().flatMap(chat -> chat.state().registryClosed(SurvivorProof.ON));
  }

  private void meet(Stage stage, List<List<SimNode>> parts, long cutMs) {
    var sim = stage.sim();
    var winner = winner(sim);
    var part = new TreeSet<String>();
    parts.stream()
        .filter(
            nodes -> nodes.stream().anyMatch(node -> founding(node).equals(Optional.of(winner))))
        .forEach(nodes -> nodes.forEach(node -> part.add(node.name())));
    sim.registrations().onMeeting();
    stage.network().clear();
    sim.nodes().stream().filter(node -> !node.isRunning()).forEach(SimNode::start);
    stage.runBetween(0, 200);
    // Some of them fail in the moment in which they meet.
    if (stage.draw(0, 1) == 0) {
      var others = sim.nodes().stream().filter(node -> !part.contains(node.name())).toList();
      await(stage, 2_000, () -> others.stream().anyMatch(o -> isForced(o, Optional.of(winner))));
      crash(stage, others);
    }
    sim.registrations().stop();
    sim.nodes().stream().filter(node -> !node.isRunning()).forEach(SimNode::start);
    stage.settle();
    sim.registrations().onMet();
    awaitName(stage, sim.nodes(), "last");
    stage.run(100);
    for (var node : sim.nodes()) {
      if (!founding(node).equals(Optional.of(winner)))
        throw new Violation(RecoveryRun.class, node + " follows " + founding(node));
      if (!accounts(node).equals(accounts(sim.node(0))))
        throw new Violation(RecoveryRun.class, node + " knows other owners than " + sim.node(0));
      sim.registrations().check(node, winner.id(), part, cutMs);
    }
  }

  private static void crash(Stage stage, List<SimNode> others) {
    for (var node : others) {
      if (stage.draw(0, 2) == 0) continue;
      awaitMoment(stage, node);
      node.crash();
    }
    stage.runBetween(0, 300);
  }

  /** Some moment, or the one in which {@code victim} hears that a recovery is decided. */
  private static void awaitMoment(Stage stage, SimNode victim) {
    if (stage.draw(0, 1) == 0) stage.runBetween(0, CRITICAL_MS);
    else {
      await(stage, 2 * CRITICAL_MS, () -> isForcedAndOpen(victim));
      stage.run(WATCH_MS);
    }
  }

  private static boolean isForcedAndOpen(SimNode node) {
    return node.chat().stream()
        .flatMap(chat -> chat.state().registry().stream())
        .anyMatch(log -> log.founding().isForced() && isOpen(node, log));
  }

  /** It has heard of a forced recovery, this one if one is given. */
  private static boolean isForced(SimNode node, Optional<Founding> one) {
    return founding(node).filter(f -> one.map(f::equals).orElse(f.isForced())).isPresent();
  }

  private static void await(Stage stage, long atMostMs, BooleanSupplier condition) {
    long deadlineMs = stage.sim().nowMs() + atMostMs;
    while (!condition.getAsBoolean() && stage.sim().nowMs() < deadlineMs) stage.run(1);
  }

  private static Founding winner(Simulation sim) {
    return sim.running().stream()
        .flatMap(node -> founding(node).stream())
        .min(Founding::compareTo)
        .orElseThrow();
  }

  private static Optional<Founding> founding(SimNode node) {
    return node.chat().flatMap(chat -> chat.state().registry()).map(AccountLog::latestFounding);
  }

  private static void awaitName(Stage stage, List<SimNode> part, String name) {
    var people = stage.sim().registrations();
    long deadlineMs = stage.sim().nowMs() + OPEN_MS;
    people.register(part.get(0), name);
    while (!people.isGranted(name)) {
      if (stage.sim().nowMs() > deadlineMs)
        throw new Violation(RecoveryRun.class, "nobody can register: " + standing(part));
      stage.run(STEP_MS);
    }
  }

  /**
   * A node that was in a view that decided under a founding never follows a lower one again, not
   * even after a restart: its vote would count where it has none.
   */
  private void watch(Stage stage) {
    for (var node : stage.sim().running()) {
      var log = node.chat().flatMap(chat -> chat.state().registry());
      if (log.isEmpty()) continue;
      var latest = log.get().latestFounding();
      var before = followed.get(node.name());
      if (before != null && latest.compareTo(before) > 0)
        throw new Violation(
            RecoveryRun.class, node + " went back from " + before + " to " + latest);
      if (isOpen(node, log.get())) followed.put(node.name(), log.get().founding());
    }
    stage.sim().after(WATCH_MS, () -> watch(stage));
  }
}
