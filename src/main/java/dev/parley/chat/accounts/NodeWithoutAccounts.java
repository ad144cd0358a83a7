package dev.parley.chat.accounts;

import dev.parley.chat.model.Refusal;
import java.util.Optional;

/**
 * A node that was set up again because its data was lost: the accounts of its cluster are
 * elsewhere, so it founds no account log of its own. Otherwise two of three servers that lost their
 * data would give away the names of users whom they have forgotten.
 */
public final class NodeWithoutAccounts {
  private boolean isWaiting;

  public NodeWithoutAccounts(boolean isNew) {
    isWaiting = isNew;
  }

  /** Returns true if the node has just met the accounts that it waited for. */
  public boolean onState(Optional<AccountLog> registry) {
    boolean isSettled = isWaiting && registry.isPresent();
    if (isSettled) isWaiting = false;
    return isSettled;
  }

  /** The reason why no account log is founded here, if so. */
  public Optional<Refusal> refusal() {
    if (!isWaiting) return Optional.empty();
    var text =
        "Accounts cannot be changed yet: this server lost its data and was started "
            + "with --as-new, and it has not met a server that kept the accounts. Start "
            + "one; if none is left, move the data directories away and start again.";
    return Optional.of(Refusal.retry(Refusal.Code.NO_QUORUM, text, 2_000));
  }
}
