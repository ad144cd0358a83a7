package dev.parley.protocol.membership;

import dev.parley.protocol.Ballot;
import dev.parley.protocol.Member;
import dev.parley.protocol.Output;
import java.util.List;

/** Requests of membership to its shell beyond messages and signals. */
public sealed interface MembershipOutput extends Output {
  /** Make the promise durable before the next output is performed. */
  record PersistPromise(long epoch) implements MembershipOutput {}

  /**
   * Fetch the state of every listed component, from any of its holders, and report {@link
   * Membership#onStateFetched}. A later fetch replaces an earlier one. The fetched states take
   * effect when the view of {@code ballot} is delivered.
   */
  record FetchState(Ballot ballot, List<List<Member>> components) implements MembershipOutput {
    public FetchState {
      components = components.stream().map(List::copyOf).toList();
    }
  }

  /**
   * Copy from {@code holder}, which is in a view, what this node lacks, and report {@link
   * Membership#onStateCopied}, also if nothing came. The copy takes no effect by itself: it makes a
   * later {@link FetchState} short.
   */
  record CopyState(Member holder) implements MembershipOutput {}

  /** This node can take no part in the group any more and must end, with this sentence. */
  record CannotGoOn(String sentence) implements MembershipOutput {}

  /** This node is no longer in the group: it may stop. */
  enum Left implements MembershipOutput {
    INSTANCE
  }
}
