package dev.parley.sim;

import dev.parley.protocol.Core;
import dev.parley.protocol.Output;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.LongFunction;

/**
 * The shell of one core: a mailbox whose messages are taken in order, sometimes a little late, each
 * with all its effects before the next.
 */
final class SimActor {
  /** Messages taken in one go, as a dispatcher does. */
  private static final int THROUGHPUT = 5;

  private static final double HICCUP = 0.01;

  private final SimGroup group;
  private final Core core;
  private final ArrayDeque<LongFunction<List<Output>>> mailbox = new ArrayDeque<>();
  private boolean scheduled;
  private boolean ticking;

  SimActor(SimGroup group, Core core) {
    this.group = group;
    this.core = core;
  }

  Core core() {
    return core;
  }

  /** {@code input} gives a time to the core and takes its outputs. */
  void tell(LongFunction<List<Output>> input) {
    mailbox.addLast(input);
    schedule();
  }

  /** A timer that fires while its last message is still unread sends no other. */
  void tick() {
    if (ticking) return;
    ticking = true;
    tell(
        nowMs -> {
          ticking = false;
          return core.onTick(nowMs);
        });
  }

  private void schedule() {
    if (scheduled || mailbox.isEmpty() || group.isAsleep()) return;
    scheduled = true;
    var sim = group.sim();
    long hiccupMs = sim.profile().hiccupMs();
    sim.after(sim.chance(HICCUP) ? sim.random().nextLong(hiccupMs + 1) : 0, this::work);
  }

  void onResumed() {
    schedule();
  }

  private void work() {
    scheduled = false;
    for (int taken = 0; taken < THROUGHPUT; taken++) {
      var next = group.isAsleep() ? null : mailbox.pollFirst();
      if (next == null) return;
      group.perform(this, next.apply(group.nowMs()));
    }
    schedule();
  }

  int waiting() {
    return mailbox.size();
  }
}
