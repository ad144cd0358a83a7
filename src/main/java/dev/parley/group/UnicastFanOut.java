package dev.parley.group;

import dev.parley.protocol.Endpoint;
import dev.parley.protocol.Member;
import dev.parley.protocol.View;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The addresses to which a message to the group is sent, one by one, where multicast is not
 * available. No address is in a list twice, and this node's own address never.
 */
final class UnicastFanOut {
  /** At most this many addresses of former members are kept; beyond it the oldest is forgotten. */
  static final int MAX_FORMER = View.MAX_MEMBERS;

  private final Endpoint self;
  private final List<Endpoint> seeds;
  private List<Endpoint> members = List.of();
  private final ArrayDeque<Endpoint> former = new ArrayDeque<>();

  UnicastFanOut(Endpoint self, List<Endpoint> seeds) {
    this.self = self;
    this.seeds = seeds.stream().filter(seed -> !seed.equals(self)).distinct().toList();
  }

  void onView(View view) {
    var next = view.members().stream().map(Member::bus).filter(bus -> !bus.equals(self)).toList();
    for (var gone : members) if (!next.contains(gone)) former.addLast(gone);
    former.removeAll(next);
    while (former.size() > MAX_FORMER) former.removeFirst();
    members = next;
  }

  List<Endpoint> seeds() {
    return seeds;
  }

  /** The addresses of former members. */
  List<Endpoint> former() {
    return List.copyOf(former);
  }

  /** The addresses of the other members of the view. */
  List<Endpoint> view() {
    return members;
  }

  /**
   * The members, the seeds, and the former members: without the latter, the parts of a partition
   * would not find each other again.
   */
  List<Endpoint> everybody() {
    Set<Endpoint> everybody = new LinkedHashSet<>(members);
    everybody.addAll(seeds);
    everybody.addAll(former);
    return new ArrayList<>(everybody);
  }
}
