package dev.parley.protocol.multicast;

import dev.parley.protocol.Output;
import dev.parley.protocol.multicast.MulticastOutput.Decided;
import java.util.ArrayDeque;
import java.util.List;

/**
 * Own messages for which the state above wants to be notified when certain members have them, as
 * {@link Replication} defines it. Only of the view of the request: undecided ones are taken up by
 * the next view's coordinator.
 */
final class QuorumWaits {
  /** One more is an IllegalArgumentException: the state above has a smaller limit of its own. */
  static final int MAX_AWAITED = 1_024;

  private record Awaited(long seq, List<Quorum> quorums) {}

  private final ArrayDeque<Awaited> awaited = new ArrayDeque<>();

  void await(long seq, List<Quorum> quorums) {
    if (awaited.size() == MAX_AWAITED) throw new IllegalArgumentException("too many decisions");
    awaited.addLast(new Awaited(seq, List.copyOf(quorums)));
  }

  void onNewView() {
    awaited.clear();
  }

  /** In the order in which they were asked for, none before the one before it. */
  void report(ViewState state, List<Output> outputs) {
    for (var next = awaited.peekFirst(); next != null; next = awaited.peekFirst()) {
      if (!isDecided(state, next)) return;
      awaited.removeFirst();
      outputs.add(new Decided(next.seq()));
    }
  }

  private static boolean isDecided(ViewState state, Awaited message) {
    return message.quorums().stream()
        .allMatch(
            quorum ->
                state.stability.copies(quorum.slots(state.view), state.self, message.seq())
                    >= quorum.needed());
  }
}
