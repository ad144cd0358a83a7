package dev.parley.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What is done to a cluster of {@code nodes}: drawn before the run, so that it can be printed,
 * stored, replayed and made smaller. {@code seed} draws all that is not in here, the luck of each
 * datagram above all. {@code isGroupFirst}: the faults begin when the nodes have found together.
 */
record Schedule(
    long seed, int nodes, boolean isGroupFirst, int loadGapMs, List<ScheduledFault> faults) {
  Schedule {
    faults = List.copyOf(faults);
  }

  static Schedule draw(long seed) {
    return new ScheduleDraw(new SplittableRandom(seed)).draw(seed);
  }

  Schedule with(List<ScheduledFault> others) {
    return new Schedule(seed, nodes, isGroupFirst, loadGapMs, others);
  }

  Schedule withNodes(int count) {
    return new Schedule(seed, count, isGroupFirst, loadGapMs, faults);
  }

  /** When the last fault has begun, and ended if it ends by itself. */
  long endMs() {
    return faults.stream().mapToLong(fault -> fault.atMs() + fault.forMs()).max().orElse(0);
  }

  /** A line for the cluster, and one for each fault. */
  List<String> lines() {
    var lines = new ArrayList<String>();
    lines.add(seed + " " + nodes + " " + isGroupFirst + " " + loadGapMs);
    faults.forEach(fault -> lines.add(fault.toString()));
    return lines;
  }

  static Schedule parse(List<String> lines) {
    var words = lines.get(0).strip().split(" ", -1);
    if (words.length != 4) throw new IllegalArgumentException("not a schedule: " + lines.get(0));
    return new Schedule(
        Long.parseLong(words[0]),
        Integer.parseInt(words[1]),
        Boolean.parseBoolean(words[2]),
        Integer.parseInt(words[3]),
        lines.stream().skip(1).filter(l -> !l.isBlank()).map(ScheduledFault::parse).toList());
  }
}
