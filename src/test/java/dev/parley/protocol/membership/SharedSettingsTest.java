package dev.parley.protocol.membership;

import static dev.parley.protocol.membership.Members.A;
import static dev.parley.protocol.membership.Members.B;
import static dev.parley.protocol.membership.Members.C;
import static dev.parley.protocol.membership.Members.SETTINGS;
import static dev.parley.protocol.membership.Members.member;
import static dev.parley.protocol.membership.Members.only;
import static dev.parley.protocol.membership.Members.sent;
import static dev.parley.protocol.membership.Members.view;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.protocol.Destination;
import dev.parley.protocol.NodeState;
import dev.parley.protocol.Output;
import dev.parley.protocol.Output.Note;
import dev.parley.protocol.Output.Transmit;
import dev.parley.protocol.ViewId;
import dev.parley.protocol.membership.MembershipMessage.Announce;
import dev.parley.protocol.membership.MembershipMessage.Discover;
import dev.parley.protocol.membership.MembershipMessage.JoinReady;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Nodes with other settings form no group together, and say why. */
class SharedSettingsTest {
  private static final SharedSettings OTHERS = new SharedSettings("seed", 1);
  private static final Announce ANNOUNCE = new Announce(new ViewId(9, C.id()), C, 3, OTHERS);

  private final MembershipUnderTest node = new MembershipUnderTest();

  @Test
  void a_node_stays_joining_while_it_hears_a_leader_with_other_settings() {
    for (int i = 0; i < 20; i++) {
      var outputs = node.core().onMessage(C.id(), ANNOUNCE, node.nowMs());
      assertThat(sent(outputs)).isEmpty();
      assertThat(MembershipUnderTest.prepares(node.tick(SETTINGS.announceMs()))).isEmpty();
    }
    assertThat(node.core().state()).isEqualTo(NodeState.JOINING);

    assertThat(node.firstPrepare(MembershipSettings.LEADER_PATIENCE_MS + 100).targets())
        .containsExactly(B);
  }

  @Test
  void it_is_said_once_of_each_node_and_again_when_its_settings_change() {
    assertThat(notes(node.core().onMessage(C.id(), ANNOUNCE, 0)))
        .containsExactly(
            "settings differ: c.1 has profile seed (1), this node profile  (0): they "
                + "cannot form one group");
    assertThat(notes(node.core().onMessage(C.id(), ANNOUNCE, 10))).isEmpty();
    var changed = new Announce(ANNOUNCE.view(), C, 3, new SharedSettings("seed", 2));
    assertThat(notes(node.core().onMessage(C.id(), changed, 20))).hasSize(1);
  }

  @Test
  void a_leader_tells_a_joiner_with_other_settings_that_it_is_there_and_takes_it_for_no_joiner() {
    node.installed(view(1, B, B));

    var answer = node.core().onMessage(C.id(), new Discover(C, false, OTHERS), node.nowMs());

    assertThat(answer)
        .contains(
            new Transmit(
                Destination.to(C), new Announce(new ViewId(1, B.id()), B, 1, SharedSettings.NONE)));
    assertThat(notes(answer)).hasSize(1);
    node.core().onMessage(C.id(), ready(), node.nowMs());
    assertThat(MembershipUnderTest.prepares(node.tick(1_000))).isEmpty();
  }

  @Test
  void parts_with_other_settings_do_not_merge() {
    node.installed(view(1, B, B));

    assertThat(sent(node.core().onMessage(C.id(), ANNOUNCE, node.nowMs()))).isEmpty();
    assertThat(notes(node.core().onMessage(C.id(), ANNOUNCE, node.nowMs()))).isEmpty();
  }

  @Test
  void no_more_nodes_are_told_of_than_the_limit() {
    var disagreement = new SettingsMismatch(SharedSettings.NONE);
    for (int i = 0; i < SettingsMismatch.MAX_NODES; i++) {
      assertThat(disagreement.tell(member("n" + i, 1).id(), OTHERS)).hasSize(1);
    }

    assertThat(disagreement.tell(A.id(), OTHERS)).isEmpty();
    assertThat(disagreement.tell(member("n0", 1).id(), new SharedSettings("seed", 3))).hasSize(1);
  }

  @Test
  void equal_digests_agree_whatever_the_profile_is_called() {
    assertThat(new SharedSettings("mine", 7).agreesWith(new SharedSettings("lan", 7))).isTrue();
    assertThat(new SharedSettings("lan", 8).agreesWith(new SharedSettings("lan", 7))).isFalse();
  }

  @Test
  void a_profile_has_at_most_64_characters() {
    assertThat(new SharedSettings("p".repeat(SharedSettings.MAX_PROFILE_LENGTH), 1).profile())
        .hasSize(64);
    assertThatThrownBy(
            () -> new SharedSettings("p".repeat(SharedSettings.MAX_PROFILE_LENGTH + 1), 1))
        .hasMessageContaining("65");
  }

  private static JoinReady ready() {
    return new JoinReady(List.of(C), ViewId.none(C.id()), 0, OTHERS);
  }

  private static List<String> notes(List<Output> outputs) {
    return only(outputs, Note.class).stream().map(n -> n.event() + ": " + n.particulars()).toList();
  }
}
