package dev.parley.chat.accounts;

import dev.parley.chat.accounts.LeaderMessage.Recover;
import dev.parley.protocol.Member;
import dev.parley.protocol.View;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One order to recover, in one view, until it is refused or may be performed: the voters that are
 * declared lost are asked first, and a voter that answers is not lost.
 */
final class ForcedRecovery {
  private final Recover order;
  private final List<Member> asked;
  private final TreeSet<String> unanswered = new TreeSet<>();
  private @Nullable String refusal;
  private boolean isPerformed;

  ForcedRecovery(
      Recover order, Optional<AccountLog> registry, View view, SurvivorProof lastSurvivor) {
    this.order = order;
    var refused = RecoveryPlan.refusal(registry, view, lastSurvivor);
    if (refused.isEmpty()) refused = registry.flatMap(log -> differs(order, log, view));
    refusal = refused.orElse(null);
    asked = registry.map(log -> RecoveryPlan.of(log, view).asked()).orElse(List.of());
    asked.forEach(member -> unanswered.add(member.id().node()));
  }

  /** The refusal if the operator was shown a plan that differs from the present one. */
  private static Optional<String> differs(Recover order, AccountLog log, View view) {
    var plan = RecoveryPlan.of(log, view);
    if (plan.generation() == order.generation() && plan.lost().equals(order.lost()))
      return Optional.empty();
    return Optional.of(
        "The group has changed meanwhile, and "
            + String.join(", ", plan.lost())
            + " would be declared lost: look at GET /api/recover again, and repeat the command if"
            + " that is right.");
  }

  Recover order() {
    return order;
  }

  Optional<String> refusal() {
    return Optional.ofNullable(refusal);
  }

  List<Member> asked() {
    return asked;
  }

  void onProbed(Member member, PortAnswer answer) {
    if (!unanswered.remove(member.id().node()) || refusal != null) return;
    if (answer != PortAnswer.LISTENS) return;
    refusal =
        member.id().node()
            + " is declared lost, but something answers at "
            + member.bus()
            + ": stop it and destroy its data directory, or let it join, and repeat the command.";
  }

  /** Whether the order is neither refused nor performed yet. */
  boolean isOpen() {
    return refusal == null && !isPerformed;
  }

  /** Whether the order is open, and none of the lost voters answered. */
  boolean isReady() {
    return isOpen() && unanswered.isEmpty();
  }

  /** The entry of the order is written. */
  void performed() {
    isPerformed = true;
  }

  /** The order cannot be performed any more. */
  void refuse(String why) {
    refusal = why;
  }
}
