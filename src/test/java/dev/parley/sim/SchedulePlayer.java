package dev.parley.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Plays a schedule: first the faults, under load; then, all links well and every clock right, the
 * nodes that still run and most of the others must find together. Some never come back.
 */
final class SchedulePlayer implements Consumer<Stage> {
  /** Ten times what makes a silent member suspected: so long, nothing may change any more. */
  private static final int QUIET_SUSPICIONS = 10;

  private static final int QUIET_ONE_IN = 4;

  private final Schedule schedule;
  private final Runnable beforeStart;
  private final Consumer<Stage> beforeFaults;

  SchedulePlayer(Schedule schedule) {
    this(schedule, () -> {}, stage -> {});
  }

  /**
   * {@code beforeStart} is played when there are machines, {@code beforeFaults} as soon as they
   * run.
   */
  SchedulePlayer(Schedule schedule, Runnable beforeStart, Consumer<Stage> beforeFaults) {
    this.schedule = schedule;
    this.beforeStart = beforeStart;
    this.beforeFaults = beforeFaults;
  }

  @Override
  public void accept(Stage stage) {
    stage.sim().addNodes(schedule.nodes());
    beforeStart.run();
    stage.sim().nodes().forEach(SimNode::start);
    if (schedule.isGroupFirst()) stage.settle();
    beforeFaults.accept(stage);
    stage.load(schedule.loadGapMs());
    new Run(stage.sim()).begin();
    stage.run(schedule.endMs() + 1);
    end(stage);
    stage.runBetween(0, 300);
    stage.settle();
    if (schedule.seed() % QUIET_ONE_IN == 0)
      stage.expectNoChange(QUIET_SUSPICIONS * stage.sim().profile().failure().suspectAfterMs());
  }

  private static void end(Stage stage) {
    stage.network().clear();
    for (var node : stage.sim().nodes()) {
      node.clock().runAt(1);
      if (node.isPaused()) node.resume();
      if (!node.isRunning() && stage.draw(0, 2) > 0) node.start();
    }
    if (stage.sim().running().isEmpty()) stage.sim().node(0).start();
  }

  /** The schedule upon one cluster. */
  private final class Run {
    private final Simulation sim;

    /** Faults of the network that last, in the order in which they began. */
    private final List<ScheduledFault> active = new ArrayList<>();

    Run(Simulation sim) {
      this.sim = sim;
    }

    void begin() {
      for (var fault : schedule.faults()) sim.after(fault.atMs(), () -> begin(fault));
    }

    private void begin(ScheduledFault fault) {
      sim.trace().say(sim.nowMs(), () -> "fault: " + fault);
      switch (fault.kind()) {
        case PAUSE -> pause(node(fault), fault.forMs());
        case CRASH -> crash(node(fault), fault.forMs());
        case GROUP_RESTART -> {
          if (isActive(node(fault))) node(fault).restartGroup();
        }
        case LEAVE -> {
          if (isActive(node(fault))) node(fault).leave();
        }
        case CLOCK -> clock(node(fault), fault);
        default -> onNetwork(fault);
      }
    }

    private SimNode node(ScheduledFault fault) {
      return sim.node(fault.who());
    }

    private static boolean isActive(SimNode node) {
      return node.isRunning() && !node.isPaused();
    }

    private void pause(SimNode node, long forMs) {
      if (!isActive(node)) return;
      node.pause();
      sim.after(
          forMs,
          () -> {
            if (node.isPaused()) node.resume();
          });
    }

    private void crash(SimNode node, long forMs) {
      node.crash();
      if (forMs == 0) return;
      sim.after(
          forMs,
          () -> {
            if (!node.isRunning()) node.start();
          });
    }

    private void clock(SimNode node, ScheduledFault fault) {
      sim.faults().add(Fault.CLOCK);
      sim.disturb();
      node.clock().runAt(1 + fault.amount() / 100.0);
      sim.after(fault.forMs(), () -> node.clock().runAt(1));
    }

    private void onNetwork(ScheduledFault fault) {
      active.add(fault);
      apply();
      if (fault.kind() == ScheduledFault.Kind.PARTITION
          || fault.kind() == ScheduledFault.Kind.THREE_PARTS) sim.faults().add(Fault.PARTITION);
      if (fault.kind() == ScheduledFault.Kind.FLAPPING) flap(fault, sim.nowMs() + fault.forMs());
      sim.after(
          fault.forMs(),
          () -> {
            active.remove(fault);
            apply();
          });
    }

    private void flap(ScheduledFault fault, long untilMs) {
      sim.after(
          fault.amount(),
          () -> {
            if (sim.nowMs() >= untilMs) return;
            sim.faults().add(Fault.FLAPPING);
            if (!active.remove(fault)) active.add(fault);
            apply();
            flap(fault, untilMs);
          });
    }

    /** Several faults of a kind: the last one counts; cuts add up. */
    private void apply() {
      var network = sim.network();
      network.clear();
      for (var fault : active) {
        double share = fault.amount() / 100.0;
        switch (fault.kind()) {
          case LOSS -> network.loses(share);
          case BURST -> network.losesInBursts(share);
          case DUPLICATION -> network.doubles(share);
          case DELAY -> network.delays(0, fault.amount(), 0.05);
          case CUT -> network.cut(node(fault), sim.node(fault.whom()));
          case FLAPPING -> {
            network.cut(node(fault), sim.node(fault.whom()));
            network.cut(sim.node(fault.whom()), node(fault));
          }
          case PARTITION, THREE_PARTS -> cutParts(fault);
          default -> throw new AssertionError("not of the network: " + fault);
        }
      }
    }

    private void cutParts(ScheduledFault fault) {
      for (var from : sim.nodes()) {
        for (var to : sim.nodes()) {
          if (part(fault, from) != part(fault, to)) sim.network().cut(from, to);
        }
      }
    }

    private static int part(ScheduledFault fault, SimNode node) {
      int bit = 1 << node.index();
      if ((fault.who() & bit) != 0) return 1;
      return (fault.whom() & bit) != 0 ? 2 : 0;
    }
  }
}
