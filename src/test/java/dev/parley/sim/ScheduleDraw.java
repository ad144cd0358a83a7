package dev.parley.sim;

import dev.parley.sim.ScheduledFault.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Swarm testing (Groce and others, ISSTA 2012): each seed draws which kinds of fault there are at
 * all, and how often. A uniform mix of all kinds hides what only some of them together show.
 */
final class ScheduleDraw {
  private static final int MOST_NODES = 7;
  private static final int LARGE_GROUP_ONE_IN = 40;

  /** Well inside the time in which a silent member is suspected, and well outside. */
  private static final int QUICK_RESTART_MS = 150;

  private static final int LATE_RESTART_MS = 1_500;

  private final SplittableRandom random;

  ScheduleDraw(SplittableRandom random) {
    this.random = random;
  }

  Schedule draw(long seed) {
    boolean isLarge = between(1, LARGE_GROUP_ONE_IN) == 1;
    int nodes = isLarge ? between(10, 20) : between(2, MOST_NODES);
    boolean isGroupFirst = between(0, 3) > 0;
    int loadGapMs = between(10, 60) * (isLarge ? 8 : 1);
    var kinds = kinds();
    int meanGapMs = between(1, 8) * 50;
    var faults = new ArrayList<ScheduledFault>();
    long atMs = 0;
    for (int count = between(3, 10); count > 0; count--) {
      faults.add(fault(atMs, kinds.get(between(0, kinds.size() - 1)), nodes));
      atMs += between(0, 2 * meanGapMs);
    }
    faults.sort(Comparator.comparingLong(ScheduledFault::atMs));
    return new Schedule(seed, nodes, isGroupFirst, loadGapMs, faults);
  }

  private List<Kind> kinds() {
    var enabled = new ArrayList<Kind>();
    while (enabled.isEmpty()) {
      for (var kind : Kind.values()) if (between(0, 2) == 0) enabled.add(kind);
    }
    return enabled;
  }

  private ScheduledFault fault(long atMs, Kind kind, int nodes) {
    int who = between(0, nodes - 1);
    int other = (who + between(1, nodes - 1)) % nodes;
    int set = between(1, (1 << nodes) - 2);
    return switch (kind) {
      case LOSS -> new ScheduledFault(atMs, kind, 0, 0, between(50, 1_500), between(1, 30));
      case BURST -> new ScheduledFault(atMs, kind, 0, 0, between(50, 1_500), between(1, 15));
      case DUPLICATION -> new ScheduledFault(atMs, kind, 0, 0, between(50, 1_500), between(1, 30));
      case DELAY -> new ScheduledFault(atMs, kind, 0, 0, between(50, 1_000), between(3, 30));
      case CUT -> new ScheduledFault(atMs, kind, who, other, between(50, 1_500), 0);
      case PARTITION -> new ScheduledFault(atMs, kind, set, 0, between(50, 1_500), 0);
      case THREE_PARTS ->
          new ScheduledFault(
              atMs, kind, set, ~set & between(0, (1 << nodes) - 1), between(50, 1_500), 0);
      case FLAPPING ->
          new ScheduledFault(atMs, kind, who, other, between(200, 1_500), between(10, 200));
      case PAUSE -> new ScheduledFault(atMs, kind, who, 0, between(20, 1_500), 0);
      case CRASH -> new ScheduledFault(atMs, kind, who, 0, downMs(), 0);
      case GROUP_RESTART, LEAVE -> new ScheduledFault(atMs, kind, who, 0, 0, 0);
      case CLOCK -> new ScheduledFault(atMs, kind, who, 0, between(200, 2_000), between(-20, 20));
    };
  }

  private int downMs() {
    return switch (between(0, 2)) {
      case 0 -> 0;
      case 1 -> between(1, QUICK_RESTART_MS);
      default -> between(2 * QUICK_RESTART_MS, LATE_RESTART_MS);
    };
  }

  private int between(int from, int to) {
    return from + random.nextInt(to - from + 1);
  }
}
