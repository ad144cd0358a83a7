package dev.parley.chat.accounts;

import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The effect that a forced recovery would have in a view: the way back when more than half of the
 * voters never come back. The members that are present become the voters, under a founding of a
 * higher generation, which wins wherever it is met. While the parts of a cluster cannot reach each
 * other, nothing can keep both from deciding, so an operator must confirm that the others are lost.
 *
 * @param generation that of the new founding
 * @param lost voters that are declared lost, by name
 * @param asked the lost voters whose addresses are known, and are not those of members by now
 * @param voters the voters afterwards
 */
public record RecoveryPlan(
    int generation, List<String> lost, List<Member> asked, List<String> voters) {
  /** The sentence that names the place where operators read what to do. */
  public static final String WAY_BACK =
      "if they never come back, 'When a majority is lost for good' in "
          + "doc/operations.md describes how an operator makes the remaining servers "
          + "the voters (POST /api/recover)";

  public RecoveryPlan {
    lost = List.copyOf(lost);
    asked = List.copyOf(asked);
    voters = List.copyOf(voters);
  }

  static RecoveryPlan of(AccountLog registry, View view) {
    var lost = new TreeSet<String>();
    for (var electorate : DecisionQuorum.electorates(registry)) {
      electorate.stream().filter(voter -> !DecisionQuorum.isIn(view, voter)).forEach(lost::add);
    }
    var asked = new ArrayList<Member>();
    for (var voter : lost) {
      // If a lost server was set up again, the new one answers at the address of the old one.
      registry.address(voter).filter(member -> !isAddressIn(view, member)).ifPresent(asked::add);
    }
    var voters = view.ids().stream().map(MemberId::node).limit(AccountLog.MAX_VOTERS).toList();
    int generation = registry.latestFounding().generation() + 1;
    return new RecoveryPlan(generation, List.copyOf(lost), asked, voters);
  }

  private static boolean isAddressIn(View view, Member lost) {
    return view.members().stream().anyMatch(member -> member.bus().equals(lost.bus()));
  }

  /**
   * The reason why nothing may be forced in this view, in a sentence that says what to do; empty if
   * it may.
   */
  static Optional<String> refusal(
      Optional<AccountLog> registry, View view, SurvivorProof lastSurvivor) {
    if (registry.isEmpty())
      return Optional.of("There are no voters yet: the first registration makes them.");
    var standing = DecisionQuorum.of(registry.get(), view, lastSurvivor);
    if (standing.mayDecide() && standing.missing().isEmpty())
      return Optional.of(
          "More than half of the voters are here, so accounts can be changed: there is "
              + "nothing to recover. Servers that are gone lose their votes by themselves.");
    if (registry.get().latestFounding().generation() == AccountLogEntry.Founding.MAX_GENERATION)
      return Optional.of("This cluster was recovered too often: start a new one.");
    return Optional.empty();
  }
}
