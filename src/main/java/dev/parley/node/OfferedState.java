package dev.parley.node;

import dev.parley.protocol.Ballot;
import java.util.Optional;

/**
 * The state snapshot that this node offers to others: at most one, that of the latest freeze. Safe
 * for use by several threads: {@link StateTransfer} sets it, the server reads it.
 */
public final class OfferedState {
  private record Offered(Ballot ballot, Iterable<byte[]> state) {}

  private volatile Optional<Offered> current = Optional.empty();

  void offer(Ballot ballot, Iterable<byte[]> state) {
    current = Optional.of(new Offered(ballot, state));
  }

  /** The state that was frozen for exactly this ballot, in parts that are made when asked for. */
  public Optional<Iterable<byte[]>> find(Ballot ballot) {
    return current.filter(o -> o.ballot().equals(ballot)).map(Offered::state);
  }
}
