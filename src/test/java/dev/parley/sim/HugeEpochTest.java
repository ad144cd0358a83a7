package dev.parley.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.Ballot;
import dev.parley.protocol.Destination;
import dev.parley.protocol.Fence;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Message;
import dev.parley.protocol.Output.Transmit;
import dev.parley.protocol.ViewId;
import dev.parley.protocol.election.ElectionMode;
import dev.parley.protocol.membership.MembershipMessage.Announce;
import dev.parley.protocol.membership.MembershipMessage.JoinReady;
import dev.parley.protocol.membership.MembershipMessage.Prepare;
import dev.parley.protocol.membership.MembershipMessage.PrepareReject;
import dev.parley.protocol.membership.SharedSettings;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** A broken member says epochs that cannot be, in every message that has one. */
@Tag("sim")
class HugeEpochTest {
  /** No run changes its view as often. */
  private static final long MANY = 1_000;

  @Test
  void a_broken_member_that_says_huge_epochs_moves_nobodys(TestInfo test) {
    Seeds.of(test, SimProfile.of(ElectionMode.EAGER))
        .play(
            stage -> {
              stage.group(stage.draw(3, 5));
              stage.load(20);
              for (int round = 0; round < 5; round++) {
                var broken = stage.sim().follower();
                var to = new Transmit(Destination.Group.INSTANCE, message(stage, broken));
                stage.sim().network().send(broken, broken.group().self().id(), to);
                stage.runBetween(0, 300);
              }
              stage.sim().leader().crash();
              stage.settle();
              stage.sim().nodes().stream()
                  .filter(SimNode::isRunning)
                  .forEach(
                      node -> assertThat(node.view().orElseThrow().id().epoch()).isLessThan(MANY));
            });
  }

  @Test
  void a_member_that_a_forged_ballot_made_promise_at_the_fence_comes_back(TestInfo test) {
    Seeds.of(test, SimProfile.of(ElectionMode.EAGER))
        .play(
            stage -> {
              stage.group(stage.draw(3, 5));
              var struck = stage.draw(0, 2) == 0 ? stage.sim().leader() : stage.sim().follower();
              long forged = strike(stage, struck);
              if (stage.draw(0, 1) == 0) {
                stage.runBetween(0, 500);
                struck.crash();
                stage.runBetween(0, 2_000);
                struck.start();
              }
              stage.run(500);
              assertThat(stage.settle()).as("ms until all are together").isLessThan(10_000);
              assertThat(struck.view().orElseThrow().id().epoch()).isGreaterThan(forged);
            });
  }

  /** A ballot of a stranger, or in the name of its leader; as large as it is promised at all. */
  private static long strike(Stage stage, SimNode struck) {
    var view = struck.view().orElseThrow();
    boolean isLeaders = !struck.isLeader() && stage.draw(0, 1) == 0;
    var self = struck.group().self();
    var stranger = new Member(new MemberId("n-stranger", 1), self.bus(), self.client());
    var coordinator = isLeaders ? view.member(view.leader()).orElseThrow() : stranger;
    long epoch = view.id().epoch() + (isLeaders ? Fence.LEADER_STEP : Fence.PROMISE_STEP);
    var forged = new Prepare(new Ballot(epoch, coordinator.id()), coordinator, List.of(self));
    struck.receive(coordinator.id(), forged, stage.network().tap());
    return epoch;
  }

  private static Message message(Stage stage, SimNode broken) {
    var self = broken.group().self();
    var members = broken.view().map(view -> view.members()).orElse(List.of(self));
    long huge =
        switch (stage.draw(0, 2)) {
          case 0 -> Long.MAX_VALUE - 1;
          case 1 -> Fence.JOINED_EPOCH;
          default -> MANY + Fence.REPORT_STEP;
        };
    return message(stage.draw(0, 3), self, members, huge);
  }

  private static Message message(int kind, Member self, List<Member> members, long huge) {
    return switch (kind) {
      case 0 -> new Announce(new ViewId(huge, self.id()), self, 64, SharedSettings.NONE);
      case 1 -> new JoinReady(List.of(self), ViewId.none(self.id()), huge, SharedSettings.NONE);
      case 2 -> new Prepare(new Ballot(huge, self.id()), self, members);
      default -> new PrepareReject(new Ballot(2, members.get(0).id()), huge);
    };
  }
}
