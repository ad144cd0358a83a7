package dev.parley.group;

import dev.parley.chat.model.Mail;
import dev.parley.protocol.Ballot;
import dev.parley.wire.SnapshotParts;
import java.util.List;
import java.util.Optional;

/**
 * The state snapshot that this node offers to others: at most one, that of the latest freeze. Safe
 * for use by several threads: {@link StateTransfer} sets it, the server reads it.
 */
public final class SnapshotOffer {
  private record Offered(Ballot ballot, Iterable<byte[]> state) {}

  private volatile Optional<Offered> current = Optional.empty();

  void offer(Ballot ballot, Iterable<byte[]> state) {
    current = Optional.of(new Offered(ballot, state));
  }

  /** All members have the states that were offered for {@code epoch} and before. */
  void withdraw(long epoch) {
    current = current.filter(offer -> offer.ballot().epoch() > epoch);
  }

  /** The state that was frozen for exactly this ballot, in parts that are made when asked for. */
  public Optional<Iterable<byte[]>> find(Ballot ballot) {
    return current.filter(o -> o.ballot().equals(ballot)).map(Offered::state);
  }

  /**
   * The mail in the offered state, in the order of a snapshot; none if nothing is offered for this
   * ballot.
   */
  public List<Mail> mails(Ballot ballot) {
    return find(ballot)
        .filter(SnapshotParts.class::isInstance)
        .map(parts -> ((SnapshotParts) parts).state().mails())
        .orElse(List.of());
  }
}
