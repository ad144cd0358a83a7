package dev.parley.sim;

import dev.parley.protocol.Ballot;
import dev.parley.protocol.Member;
import dev.parley.protocol.membership.MembershipOutput.FetchState;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Fetches the states of other parts, of each from any of its holders in turn, until all are here or
 * another fetch replaces this one.
 */
final class StateFetch {
  private static final long RETRY_MS = 20;
  private static final long PROGRESS_MS = 40;

  private final SimGroup group;
  private final SimNode node;
  private final SimReplica replica;
  private final SortedMap<Integer, SimReplica.State> arrived = new TreeMap<>();
  private @Nullable FetchState wanted;

  StateFetch(SimGroup group, SimNode node, SimReplica replica) {
    this.group = group;
    this.node = node;
    this.replica = replica;
  }

  void start(FetchState fetch) {
    wanted = fetch;
    arrived.clear();
    for (int part = 0; part < fetch.components().size(); part++) ask(fetch, part, 0);
  }

  private void ask(FetchState fetch, int part, int attempt) {
    if (!fetch.equals(wanted) || group.isStopped()) return;
    var sim = node.sim();
    long transferMs = 1 + sim.random().nextLong(sim.profile().transferMs());
    var holders = fetch.components().get(part);
    var holder = holders.get(attempt % holders.size());
    for (long ms = PROGRESS_MS; ms < transferMs; ms += PROGRESS_MS)
      sim.after(ms, () -> progress(fetch, holder));
    sim.after(
        transferMs,
        () -> {
          if (!fetch.equals(wanted) || group.isStopped()) return;
          var state = answer(holder, fetch.ballot());
          if (state != null) onArrived(fetch, part, state);
          else sim.after(RETRY_MS, () -> ask(fetch, part, attempt + 1));
        });
  }

  /** Some of it came, if {@code holder} has it and can be reached. */
  private void progress(FetchState fetch, Member holder) {
    if (!fetch.equals(wanted) || group.isStopped()) return;
    if (answer(holder, fetch.ballot()) != null) group.onStateProgress(fetch.ballot());
  }

  private SimReplica.@Nullable State answer(Member holder, Ballot ballot) {
    return reached(node, holder)
        .flatMap(other -> other.replica().snapshotFor(ballot, replica.known(ballot)))
        .orElse(null);
  }

  /** The machine of {@code holder}, if it answers {@code node}. */
  static Optional<SimNode> reached(SimNode node, Member holder) {
    var network = node.sim().network();
    return node.sim()
        .at(holder.bus())
        .filter(other -> other.isRunning() && !other.isPaused())
        .filter(other -> other.group().self().id().equals(holder.id()))
        .filter(other -> network.reaches(node, other) && network.reaches(other, node));
  }

  private void onArrived(FetchState fetch, int part, SimReplica.State state) {
    arrived.put(part, state);
    if (arrived.size() < fetch.components().size()) return;
    wanted = null;
    replica.onFetched(fetch.ballot(), List.copyOf(arrived.values()));
    group.onStateFetched(fetch.ballot());
  }
}
