package dev.parley.group;

import dev.parley.protocol.Ballot;
import java.util.Optional;

/**
 * The state snapshot that this node offers to others: at most one, that of the latest freeze. Safe
 * for use by several threads: {@link StateTransfer} sets it, the server reads it.
 */
public final class SnapshotOffer {
  private record Offered(Ballot ballot, FrozenState state) {}

  private volatile Optional<Offered> current = Optional.empty();

  void offer(Ballot ballot, FrozenState state) {
    current = Optional.of(new Offered(ballot, state));
  }

  /** All members have the states that were offered for {@code epoch} and before. */
  void withdraw(long epoch) {
    current = current.filter(offer -> offer.ballot().epoch() > epoch);
  }

  /** The state that was frozen for exactly this ballot. */
  public Optional<FrozenState> find(Ballot ballot) {
    return current.filter(o -> o.ballot().equals(ballot)).map(Offered::state);
  }
}
