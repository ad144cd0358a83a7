package dev.parley.chat.accounts;

import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.View;
import dev.parley.protocol.multicast.Quorum;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/**
 * Whether a view may decide about accounts: it may if more than half of the voters are in it.
 * Exactly half will do if each of the others is proven dead and one of the half has lived without a
 * break since the last view that decided: then no other view can have decided meanwhile, because a
 * majority needs one of this half, and the other half would have had to prove dead a voter that
 * lived.
 *
 * <p>Both the voters that are decided and those that are about to be must agree, so that a change
 * of voters that was cut short divides nobody. Voters that lost their votes by force have no say.
 *
 * <p>Once voters were made by force, a member that was not in the last view that decided must have
 * that change on its disk before anything else is decided: it may come from the voters before, and
 * must not vote with them again after a restart.
 *
 * @param quorums the nodes that must have an entry on disk; empty if the view may not decide
 * @param voters the voters once the view decides
 * @param missing the voters that must be proven dead first
 * @param reason a sentence for people; empty if the view may decide
 */
public record DecisionQuorum(
    List<Quorum> quorums, List<String> voters, List<Member> missing, String reason) {
  public DecisionQuorum {
    quorums = List.copyOf(quorums);
    voters = List.copyOf(voters);
    missing = List.copyOf(missing);
  }

  static DecisionQuorum of(AccountLog registry, View view, SurvivorProof proof) {
    var quorums = new ArrayList<Quorum>();
    var missing = new LinkedHashSet<Member>();
    var voters = registry.electorate();
    for (var electorate : electorates(registry)) {
      var present = electorate.stream().filter(node -> isIn(view, node)).toList();
      if (2 * present.size() > electorate.size()) {
        quorums.add(Quorum.majorityOf(electorate));
        continue;
      }
      var dead = electorate.stream().filter(node -> !isIn(view, node)).toList();
      boolean isHalf = 2 * present.size() == electorate.size();
      if (!isHalf || proof == SurvivorProof.OFF || !hasSurvivor(registry, view, present))
        return minority(electorate, present, "");
      for (var node : dead) {
        var address = registry.address(node);
        if (address.isEmpty()) return minority(electorate, present, "");
        if (!isAccepted(proof, view, address.get()))
          return minority(electorate, present, BY_SETTING);
        missing.add(address.get());
      }
      quorums.add(new Quorum(present, present.size()));
    }
    var newcomers = newcomers(registry, view);
    if (!newcomers.isEmpty()) quorums.add(new Quorum(newcomers, newcomers.size()));
    // Before anything else, the dead voters lose their votes: if they live again, they are half of
    // nothing.
    if (!missing.isEmpty()) voters = voters.stream().filter(node -> isIn(view, node)).toList();
    return new DecisionQuorum(quorums, voters, List.copyOf(missing), "");
  }

  /** The sets of voters, each of which must agree to a decision. */
  static List<List<String>> electorates(AccountLog registry) {
    var latest = registry.electorate();
    // A log that is being founded has decided on no voters yet; nor has a forced one.
    boolean isAlone = registry.voters().isEmpty() || registry.isBeingForced();
    if (isAlone || registry.voters().equals(latest)) return List.of(latest);
    return List.of(registry.voters(), latest);
  }

  private static List<String> newcomers(AccountLog registry, View view) {
    if (!registry.latestFounding().isForced()) return List.of();
    var nodes = view.ids().stream().map(MemberId::node).toList();
    if (registry.isBeingForced()) return nodes;
    var known = registry.primary().stream().map(member -> member.id().node()).toList();
    return nodes.stream().filter(node -> !known.contains(node)).toList();
  }

  static boolean isIn(View view, String node) {
    return view.ids().stream().anyMatch(id -> id.node().equals(node));
  }

  /** Whether one of {@code present} has lived since the last view that decided. */
  private static boolean hasSurvivor(AccountLog registry, View view, List<String> present) {
    return registry.lastPrimary().stream()
        .map(Member::id)
        .anyMatch(id -> present.contains(id.node()) && view.contains(id));
  }

  private static final String BY_SETTING =
      " (half is enough where parley.registry.last-survivor = on, if the others' machines refuse"
          + " connections)";

  private static boolean isAccepted(SurvivorProof proof, View view, Member missing) {
    return view.member(view.leader()).filter(leader -> proof.accepts(leader, missing)).isPresent();
  }

  private static DecisionQuorum minority(
      List<String> electorate, List<String> present, String wayOut) {
    var here = present.isEmpty() ? "none" : String.join(", ", present);
    return new DecisionQuorum(
        List.of(),
        electorate,
        List.of(),
        "only "
            + here
            + " of the voters "
            + String.join(", ", electorate)
            + " is present, and more than half are needed"
            + wayOut);
  }

  boolean mayDecide() {
    return !quorums.isEmpty();
  }

  /** The proof that the view needs before it may decide, as a sentence for people. */
  Optional<String> proofWanted() {
    if (missing.isEmpty()) return Optional.empty();
    var names = missing.stream().map(member -> member.id().node()).toList();
    return Optional.of(
        "only half of the voters are present, and it is not proven that "
            + String.join(", ", names)
            + " is dead");
  }
}
