package dev.parley.protocol.multicast;

import dev.parley.protocol.View;
import java.util.List;

/** At least this many of these nodes, in whatever incarnation a view has them. */
public record Quorum(List<String> nodes, int needed) {
  public Quorum {
    nodes = List.copyOf(nodes);
    if (needed < 1 || needed > nodes.size())
      throw new IllegalArgumentException(needed + " of " + nodes);
  }

  /** More than half. */
  public static Quorum majorityOf(List<String> nodes) {
    return new Quorum(nodes, nodes.size() / 2 + 1);
  }

  /** A bit for each slot of {@code view} that one of the nodes has. */
  long slots(View view) {
    long slots = 0;
    for (int slot = 0; slot < view.size(); slot++) {
      if (nodes.contains(view.members().get(slot).id().node())) slots |= 1L << slot;
    }
    return slots;
  }
}
