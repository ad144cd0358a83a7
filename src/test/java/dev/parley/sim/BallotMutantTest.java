package dev.parley.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.Ballot;
import dev.parley.protocol.FlushReport;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Message;
import dev.parley.protocol.VersionVector;
import dev.parley.protocol.election.ElectionMode;
import dev.parley.protocol.membership.MembershipMessage.Cut;
import dev.parley.protocol.membership.MembershipMessage.FlushOk;
import dev.parley.protocol.membership.MembershipMessage.Install;
import dev.parley.protocol.membership.MembershipMessage.Prepare;
import dev.parley.protocol.multicast.MulticastMessage.Acknowledged;
import dev.parley.protocol.multicast.MulticastMessage.Data;
import dev.parley.protocol.multicast.SlotVector;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/**
 * Rules about ballots, cuts and acknowledgements, each broken in all members at once: the
 * invariants notice within few seeds of a scenario in which several coordinate.
 */
@Tag("sim")
class BallotMutantTest {
  private static final int SEEDS = 400;

  @Test
  void ballots_of_one_epoch_ordered_by_coordinator_are_found_out(TestInfo test) {
    var broken =
        new Sabotage() {
          @Override
          public Optional<Message> onReceive(SimGroup group, MemberId from, Message message) {
            if (message instanceof Prepare prepare) letLargerCoordinatorsPass(group, prepare);
            return Optional.of(message);
          }
        };
    assertThat(failure(test, broken, OracleTest::lies)).contains("SinglePromise");
  }

  private static void letLargerCoordinatorsPass(SimGroup group, Prepare prepare) {
    var participant = participant(group);
    if (!(participant.get("promised") instanceof Ballot promised)) return;
    var ballot = prepare.ballot();
    if (ballot.epoch() == promised.epoch()
        && ballot.coordinator().compareTo(promised.coordinator()) > 0)
      participant.set("promisedEpoch", promised.epoch() - 1);
  }

  @Test
  void an_install_of_another_ballot_than_the_promised_is_found_out(TestInfo test) {
    var broken =
        new Sabotage() {
          @Override
          public Optional<Message> onReceive(SimGroup group, MemberId from, Message message) {
            if (message instanceof Install install) takeForPromised(group, install.ballot());
            return Optional.of(message);
          }
        };
    assertThat(failure(test, broken, OracleTest::lies)).containsAnyOf("Agreement", "SinglePromise");
  }

  @Test
  void a_cut_of_another_ballot_than_the_promised_is_found_out(TestInfo test) {
    var broken =
        new Sabotage() {
          @Override
          public Optional<Message> onReceive(SimGroup group, MemberId from, Message message) {
            if (message instanceof Cut cut) takeForPromised(group, cut.ballot());
            return Optional.of(message);
          }
        };
    assertThat(failure(test, broken, OracleTest::lies)).containsAnyOf("Agreement", "SinglePromise");
  }

  private static void takeForPromised(SimGroup group, Ballot ballot) {
    var participant = participant(group);
    if (participant.get("promised") instanceof Ballot) participant.set("promised", ballot);
  }

  @Test
  void a_cut_made_of_the_reports_of_a_majority_is_found_out(TestInfo test) {
    var broken =
        new Sabotage() {
          @Override
          public Optional<Message> onReceive(SimGroup group, MemberId from, Message message) {
            if (message instanceof FlushOk ok) reportForSilent(group, ok);
            return Optional.of(message);
          }
        };
    assertThat(failure(test, broken, OracleTest::lies))
        .containsAnyOf("Convergence", "VirtualSynchrony", "Agreement", "CutReached");
  }

  /** With more than half of the reports the others are taken for members that have nothing. */
  private static void reportForSilent(SimGroup group, FlushOk ok) {
    var change = Innards.of(group.membership()).at("change");
    if (!(change.get("targets") instanceof Map<?, ?> targets)
        || !(change.get("reports") instanceof Map<?, ?> reports)) throw new AssertionError();
    if (2 * (reports.size() + 1) <= targets.size()) return;
    for (var silent : List.copyOf(targets.values())) {
      if (!(silent instanceof Member member) || reports.containsKey(silent)) continue;
      var nothing =
          new FlushReport(
              ok.report().lastView(), ok.report().slots(), VersionVector.EMPTY, List.of());
      group
          .membership()
          .onMessage(member.id(), new FlushOk(ok.ballot(), nothing), group.sim().nowMs());
    }
  }

  @Test
  void an_acknowledgement_on_receipt_is_found_out(TestInfo test) {
    var broken =
        new Sabotage() {
          @Override
          public Optional<Message> onReceive(SimGroup group, MemberId from, Message message) {
            if (message instanceof Data data) acknowledge(group, data);
            return Optional.of(message);
          }
        };
    assertThat(failure(test, broken, BallotMutantTest::lossyCrashes))
        .containsAnyOf("HonestReplication", "BufferSafety");
  }

  /** The sender hears at once that all was delivered that has arrived. */
  private static void acknowledge(SimGroup group, Data data) {
    var view = group.membership().view();
    if (view.isEmpty() || !view.get().id().equals(data.view())) return;
    var last = data.frames().get(data.frames().size() - 1).dot();
    var slots = view.get().ids();
    var counts = new long[slots.size()];
    int slot = slots.indexOf(last.origin());
    if (slot < 0) return;
    counts[slot] = last.seq();
    var vector = new Acknowledged(data.view(), SlotVector.of(counts));
    for (var node : group.sim().running()) {
      if (node.group().self().id().equals(last.origin()))
        node.group().channel().onMessage(group.self().id(), vector, group.sim().nowMs());
    }
  }

  private static Innards participant(SimGroup group) {
    return Innards.of(group.membership()).at("participant");
  }

  /** What the first failing seed says. */
  private static String failure(TestInfo test, Sabotage broken, Consumer<Stage> scenario) {
    var failure =
        Seeds.of(test, SimProfile.of(ElectionMode.EAGER))
            .sabotagedBy(broken)
            .firstFailure(SEEDS, scenario);
    assertThat(failure).as("a failure within %d seeds", SEEDS).isPresent();
    var words = failure.orElseThrow().toString();
    System.out.printf("sim: mutant %s: %.200s%n", test.getDisplayName(), words);
    return words;
  }

  private static void lossyCrashes(Stage stage) {
    stage.group(5);
    stage.load(2);
    stage.network().loses(0.7);
    stage.runBetween(3, 20);
    for (int i = 0; i < 3; i++) stage.sim().node(i).crash();
    stage.run(600);
    stage.network().loses(0);
    stage.settle();
  }
}
