package dev.parley.protocol.membership;

import static dev.parley.protocol.membership.Members.A;
import static dev.parley.protocol.membership.Members.B;
import static dev.parley.protocol.membership.Members.C;
import static dev.parley.protocol.membership.Members.SETTINGS;
import static dev.parley.protocol.membership.Members.install;
import static dev.parley.protocol.membership.Members.member;
import static dev.parley.protocol.membership.Members.only;
import static dev.parley.protocol.membership.Members.view;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.Ballot;
import dev.parley.protocol.Member;
import dev.parley.protocol.Output;
import dev.parley.protocol.Output.Note;
import dev.parley.protocol.VersionVector;
import dev.parley.protocol.membership.MembershipMessage.Install;
import java.util.List;
import org.junit.jupiter.api.Test;

class FlapDampingTest {
  private static final long WINDOW_MS = FlapDamping.WINDOW_FLUSHES * SETTINGS.flushMs();
  private static final long CALM_MS = FlapDamping.CALM_FLUSHES * SETTINGS.flushMs();

  private final FlapDamping flapDamping = new FlapDamping(SETTINGS);

  @Test
  void three_exclusions_within_the_window_keep_a_node_out_until_it_was_calm() {
    exclude(C, 0);
    exclude(C, 1);
    assertThat(flapDamping.isDamped(C.id(), 1)).isFalse();

    var notes = exclude(C, WINDOW_MS);

    assertThat(only(notes, Note.class)).extracting(Note::event).containsExactly("flapping");
    assertThat(flapDamping.isDamped(C.id(), WINDOW_MS + CALM_MS - 1)).isTrue();
    assertThat(flapDamping.isDamped(C.id(), WINDOW_MS + CALM_MS)).isFalse();
  }

  @Test
  void three_exclusions_over_more_than_the_window_are_none_of_it() {
    exclude(C, 0);
    exclude(C, 1);

    assertThat(exclude(C, WINDOW_MS + 1)).isEmpty();
    assertThat(flapDamping.isDamped(C.id(), WINDOW_MS + 1)).isFalse();
  }

  @Test
  void another_exclusion_begins_the_calm_anew() {
    for (int i = 0; i < FlapDamping.MAX_EXCLUSIONS; i++) exclude(C, i);

    exclude(C, CALM_MS);

    assertThat(flapDamping.isDamped(C.id(), 2 * CALM_MS - 1)).isTrue();
    assertThat(flapDamping.isDamped(C.id(), 2 * CALM_MS)).isFalse();
  }

  @Test
  void who_leaves_is_not_excluded() {
    var without = view(5, A, A, B);
    var left = new Install(new Ballot(5, A.id()), without, VersionVector.EMPTY, List.of(C.id()));
    for (int i = 0; i < FlapDamping.MAX_EXCLUSIONS; i++)
      flapDamping.onInstalled(view(4, A, A, B, C), left, i);

    assertThat(flapDamping.isDamped(C.id(), 2)).isFalse();
  }

  @Test
  void a_node_that_is_started_anew_is_judged_anew() {
    for (int i = 0; i < FlapDamping.MAX_EXCLUSIONS; i++) exclude(C, i);
    assertThat(flapDamping.isDamped(member("c", 2).id(), 3)).isFalse();

    exclude(member("c", 2), 4);
    assertThat(flapDamping.isDamped(member("c", 2).id(), 4)).isFalse();

    for (int i = 3; i < 6; i++) {
      var taken = install(view(5, A, A, B, member("b", i)));
      flapDamping.onInstalled(view(4, A, A, member("b", i - 1)), taken, i);
      assertThat(flapDamping.isDamped(member("b", i - 1).id(), i)).isFalse();
    }
  }

  @Test
  void a_minority_blames_nobody() {
    for (int i = 0; i < FlapDamping.MAX_EXCLUSIONS; i++)
      flapDamping.onInstalled(view(4, A, A, B, C), install(view(5, A, A)), i);

    assertThat(flapDamping.isDamped(B.id(), 2)).isFalse();
    assertThat(flapDamping.isDamped(C.id(), 2)).isFalse();
  }

  @Test
  void no_more_nodes_are_remembered_than_the_limit() {
    for (int node = 0; node <= FlapDamping.MAX_NODES; node++) {
      for (int i = 0; i < FlapDamping.MAX_EXCLUSIONS; i++) exclude(member("n" + node, 1), node);
    }

    assertThat(flapDamping.isDamped(member("n0", 1).id(), FlapDamping.MAX_NODES)).isFalse();
    assertThat(flapDamping.isDamped(member("n1", 1).id(), FlapDamping.MAX_NODES)).isTrue();
    assertThat(
            flapDamping.isDamped(
                member("n" + FlapDamping.MAX_NODES, 1).id(), FlapDamping.MAX_NODES))
        .isTrue();
  }

  private List<Output> exclude(Member member, long nowMs) {
    return flapDamping.onInstalled(view(4, A, A, B, member), install(view(5, A, A, B)), nowMs);
  }
}
