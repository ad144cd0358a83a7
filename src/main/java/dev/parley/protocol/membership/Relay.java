package dev.parley.protocol.membership;

import dev.parley.protocol.Ballot;
import dev.parley.protocol.Destination;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Output;
import dev.parley.protocol.Output.Transmit;
import dev.parley.protocol.membership.MembershipMessage.Cut;
import dev.parley.protocol.membership.MembershipMessage.Install;
import dev.parley.protocol.membership.MembershipMessage.Prepare;
import dev.parley.protocol.membership.MembershipMessage.Relayed;
import dev.parley.protocol.membership.MembershipMessage.Step;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Carries a view change over links that are not transitive: a question that was not answered goes
 * to all members, and each relays it once; so does the answer. Two members that do not reach each
 * other then still share a view through a third.
 */
final class Relay {
  /**
   * The messages that were relayed lately, so that each is relayed once. Copies of one message
   * exist for milliseconds; a round of relays has at most one question and {@code View.MAX_MEMBERS}
   * answers.
   */
  static final int MAX_SEEN = 1_024;

  private record Key(
      MemberId origin, Ballot ballot, Class<? extends Step> type, int attempt, MemberId first) {}

  private final MemberId self;
  private final Set<Key> seen = new LinkedHashSet<>();
  private @Nullable Relayed asked;

  Relay(MemberId self) {
    this.self = self;
  }

  /** Returns true if the step in it is meant for this member. */
  boolean isForSelf(Relayed relayed) {
    return relayed.to().contains(self) && !relayed.origin().equals(self);
  }

  /** Passes it on, unless it went through here already or ends here. */
  List<Output> passOn(Relayed relayed) {
    if (relayed.origin().equals(self) || relayed.to().isEmpty()) return List.of();
    if (isForSelf(relayed) && isQuestion(relayed.step())) asked = relayed;
    boolean isOthers = relayed.to().stream().anyMatch(member -> !member.equals(self));
    if (!isOthers || !seen.add(key(relayed))) return List.of();
    if (seen.size() > MAX_SEEN) seen.remove(seen.iterator().next());
    return List.of(new Transmit(Destination.Group.INSTANCE, relayed));
  }

  private static Key key(Relayed relayed) {
    var step = relayed.step();
    return new Key(
        relayed.origin(), step.ballot(), step.getClass(), relayed.attempt(), relayed.to().get(0));
  }

  /** An answer to a question that came by relay goes the same way, beside the straight one. */
  List<Output> alsoByRelay(Transmit answer) {
    var question = asked;
    if (question == null
        || !(answer.message() instanceof Step step)
        || isQuestion(step)
        || !step.ballot().equals(question.step().ballot())) return List.of();
    return List.of(
        new Transmit(
            Destination.Group.INSTANCE,
            new Relayed(self, question.attempt(), List.of(question.origin()), step)));
  }

  private static boolean isQuestion(Step step) {
    return step instanceof Prepare || step instanceof Cut || step instanceof Install;
  }
}
