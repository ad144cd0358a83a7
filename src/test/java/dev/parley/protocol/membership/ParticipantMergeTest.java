package dev.parley.protocol.membership;

import static dev.parley.protocol.membership.Members.A;
import static dev.parley.protocol.membership.Members.B;
import static dev.parley.protocol.membership.Members.C;
import static dev.parley.protocol.membership.Members.ballot;
import static dev.parley.protocol.membership.Members.install;
import static dev.parley.protocol.membership.Members.only;
import static dev.parley.protocol.membership.Members.prepare;
import static dev.parley.protocol.membership.Members.report;
import static dev.parley.protocol.membership.Members.sent;
import static dev.parley.protocol.membership.Members.view;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.Signal.CutDecided;
import dev.parley.protocol.VersionVector;
import dev.parley.protocol.ViewId;
import dev.parley.protocol.membership.MembershipMessage.ComponentCut;
import dev.parley.protocol.membership.MembershipMessage.Cut;
import dev.parley.protocol.membership.MembershipMessage.Flushed;
import dev.parley.protocol.membership.MembershipOutput.FetchState;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When the parts of a group fetch each other's states. */
class ParticipantMergeTest {
  private static final VersionVector THREE = VersionVector.EMPTY.with(B.id(), 3);
  private static final ComponentCut OURS =
      new ComponentCut(new ViewId(1, B.id()), THREE, List.of(B));

  private final Participant participant = new Participant(A, SharedSettings.NONE, 0);

  @Test
  void a_part_with_a_view_of_its_own_is_fetched_though_all_its_messages_are_known() {
    var theirs = new ComponentCut(new ViewId(4, C.id()), THREE, List.of(C));

    var decided = frozenFor(OURS, theirs);

    assertThat(decided.isWanted()).isTrue();
    assertThat(participant.onCutReached(ballot(5, B), 0))
        .containsExactly(new FetchState(ballot(5, B), List.of(List.of(C))));
  }

  @Test
  void a_node_without_a_view_has_nothing_to_fetch() {
    var fresh = new ComponentCut(ViewId.none(C.id()), VersionVector.EMPTY, List.of(C));

    var decided = frozenFor(OURS, fresh);

    assertThat(decided.isWanted()).as("by the fresh one").isTrue();
    assertThat(sent(participant.onCutReached(ballot(5, B), 0)))
        .containsExactly(new Flushed(ballot(5, B)));
  }

  private CutDecided frozenFor(ComponentCut... components) {
    participant.onPrepare(prepare(1, B, A, B), 0);
    participant.onFrozen(ballot(1, B), report(A));
    var fresh = new ComponentCut(ViewId.none(A.id()), VersionVector.EMPTY, List.of(A));
    participant.onCut(new Cut(ballot(1, B), List.of(fresh)));
    participant.onCutReached(ballot(1, B), 0);
    participant.onInstall(install(view(1, B, A, B)), B, 0);
    participant.onPrepare(prepare(5, B, A, B, C), 0);
    participant.onFrozen(ballot(5, B), report(view(1, B, A, B)));
    var cut = participant.onCut(new Cut(ballot(5, B), List.of(components)));
    return only(cut, CutDecided.class).get(0);
  }
}
