package dev.parley.chat.accounts;

import dev.parley.protocol.MemberId;
import dev.parley.protocol.View;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A replica's copy of the account log, equal on all members of a view that delivered the same
 * messages.
 */
public final class AccountLogReplica {
  private @Nullable AccountLog registry;
  private @Nullable View view;
  private boolean isChanged;

  public Optional<AccountLog> registry() {
    return Optional.ofNullable(registry);
  }

  Optional<View> view() {
    return Optional.ofNullable(view);
  }

  public void onView(View installed) {
    view = installed;
  }

  /**
   * Returns true if the entry is in the log now. Only the coordinator of a view writes, and only in
   * that view: an entry that it wrote before and could not send would come out of place.
   */
  public boolean onAppended(AccountLogEntry entry, MemberId origin) {
    if (!isOfView(origin, entry.position())) return false;
    var longer = registry == null ? AccountLog.found(entry) : registry.append(entry);
    longer.ifPresent(this::replace);
    return longer.isPresent();
  }

  /** Commits the log up to {@code upTo}; returns the changes that are decided by that. */
  public List<AccountChange> onCommitted(AccountLogEntry.Position upTo, MemberId origin) {
    if (registry == null || !isOfView(origin, upTo)) return List.of();
    var step = registry.commit(upTo);
    replace(step.registry());
    return step.decisions();
  }

  private boolean isOfView(MemberId origin, AccountLogEntry.Position position) {
    return view != null && view.leader().equals(origin) && view.id().epoch() == position.epoch();
  }

  /**
   * Continues with the log of another part, or with this one; returns the changes that are decided
   * by that.
   */
  public List<AccountChange> merge(AccountLog other) {
    var step =
        registry == null
            ? new AccountLog.Step(other, List.of())
            : AccountLog.merge(registry, other);
    replace(step.registry());
    return step.decisions();
  }

  private void replace(AccountLog next) {
    isChanged |= !next.equals(registry);
    registry = next;
  }

  /** The account log, if it is different since the last call. */
  public Optional<AccountLog> takeChanged() {
    if (!isChanged) return Optional.empty();
    isChanged = false;
    return registry();
  }

  public Optional<String> recoveryRefusal(SurvivorProof lastSurvivor) {
    if (view == null)
      return Optional.of("This node has not joined a group yet: wait until it has.");
    return RecoveryPlan.refusal(registry(), view, lastSurvivor);
  }

  public Optional<RecoveryPlan> recovery() {
    if (view == null || registry == null) return Optional.empty();
    return Optional.of(RecoveryPlan.of(registry, view));
  }

  /**
   * The reason why this view cannot decide; empty if it can, or if no decision was requested yet.
   */
  public Optional<String> closed(SurvivorProof lastSurvivor) {
    if (registry == null || view == null) return Optional.empty();
    if (registry.committed().epoch() == view.id().epoch()) return Optional.empty();
    var standing = DecisionQuorum.of(registry, view, lastSurvivor);
    if (!standing.mayDecide()) return Optional.of(standing.reason() + "; " + RecoveryPlan.WAY_BACK);
    return Optional.of(
        standing
            .proofWanted()
            .map(reason -> reason + "; " + RecoveryPlan.WAY_BACK)
            .orElse("the voters are being asked"));
  }
}
