package dev.parley.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.Dependencies;
import dev.parley.protocol.FlushReport;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Message;
import dev.parley.protocol.Signal;
import dev.parley.protocol.Signal.CutDecided;
import dev.parley.protocol.Signal.Freeze;
import dev.parley.protocol.VersionVector;
import dev.parley.protocol.View;
import dev.parley.protocol.election.ElectionMode;
import dev.parley.protocol.membership.MembershipMessage.FlushOk;
import dev.parley.protocol.membership.MembershipMessage.Flushed;
import dev.parley.protocol.multicast.DataFrame;
import dev.parley.protocol.multicast.MulticastMessage.Data;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** The invariants can see: whoever breaks a rule of the protocols is found out within few seeds. */
@Tag("sim")
class MutantTest {
  private static final int SEEDS = 100;

  @Test
  void a_restart_without_a_new_incarnation_is_found_out(TestInfo test) {
    var broken =
        new Sabotage() {
          @Override
          public boolean isIncarnationRaised() {
            return false;
          }
        };
    assertThat(failure(test, broken, MutantTest::restarts))
        .containsAnyOf("DotIdentity", "FifoOrder", "IllegalState");
  }

  @Test
  void a_promise_that_is_forgotten_is_found_out(TestInfo test) {
    var broken =
        new Sabotage() {
          @Override
          public boolean isPromiseDurable() {
            return false;
          }
        };
    assertThat(failure(test, broken, MutantTest::restarts)).contains("SinglePromise");
  }

  @Test
  void delivering_after_the_report_is_found_out(TestInfo test) {
    var broken =
        new Sabotage() {
          @Override
          public void afterMulticastSignal(SimGroup group, Signal signal) {
            // A cut that is never reached lets everything pass.
            if (signal instanceof Freeze freeze)
              group.channel().onSignal(everything(group, freeze), group.sim().nowMs());
          }
        };
    assertThat(failure(test, broken, MutantTest::crashes)).contains("FrozenSilence");
  }

  private static CutDecided everything(SimGroup group, Freeze freeze) {
    var reach = new TreeMap<MemberId, Long>();
    var members = group.membership().view().map(View::ids).orElse(List.of(group.self().id()));
    members.forEach(member -> reach.put(member, Long.MAX_VALUE));
    return new CutDecided(freeze.ballot(), VersionVector.of(reach), List.of(group.self()), false);
  }

  @Test
  void delivering_without_the_causal_past_is_found_out(TestInfo test) {
    var broken =
        new Sabotage() {
          @Override
          public Optional<Message> onReceive(SimGroup group, MemberId from, Message message) {
            return Optional.of(message instanceof Data data ? withoutPast(data) : message);
          }
        };
    assertThat(failure(test, broken, MutantTest::crashes)).contains("CausalDelivery");
  }

  private static Data withoutPast(Data data) {
    return new Data(
        data.view(),
        data.frames().stream()
            .map(frame -> new DataFrame(frame.dot(), Dependencies.NONE, frame.payload()))
            .toList());
  }

  @Test
  void installing_before_everybody_has_flushed_is_found_out(TestInfo test) {
    var broken =
        new Sabotage() {
          @Override
          public Optional<Message> onReceive(SimGroup group, MemberId from, Message message) {
            if (message instanceof Flushed flushed) flushForOthers(group, flushed);
            return Optional.of(message);
          }
        };
    assertThat(failure(test, broken, MutantTest::lossyMerge))
        .containsAnyOf("Convergence", "VirtualSynchrony", "BaseAgreement", "HonestReplication");
  }

  private static void flushForOthers(SimGroup group, Flushed flushed) {
    for (var node : group.sim().running())
      group.membership().onMessage(node.group().self().id(), flushed, group.sim().nowMs());
  }

  @Test
  void a_cut_that_leaves_out_what_a_member_delivered_is_found_out(TestInfo test) {
    var broken =
        new Sabotage() {
          @Override
          public Optional<Message> onReceive(SimGroup group, MemberId from, Message message) {
            return Optional.of(message instanceof FlushOk ok ? forgetful(ok) : message);
          }
        };
    assertThat(failure(test, broken, MutantTest::crashes)).isNotEmpty();
  }

  private static FlushOk forgetful(FlushOk ok) {
    var report = ok.report();
    return new FlushOk(
        ok.ballot(),
        new FlushReport(report.lastView(), report.slots(), VersionVector.EMPTY, report.held()));
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

  private static void restarts(Stage stage) {
    stage.group(3);
    stage.load(20);
    for (int i = 0; i < 3; i++) {
      stage.runBetween(0, 200);
      stage.sim().nodes().forEach(SimNode::crash);
      stage.sim().nodes().forEach(SimNode::start);
      stage.runBetween(400, 800);
    }
    stage.settle();
  }

  private static void crashes(Stage stage) {
    stage.network().loses(0.1);
    stage.group(4);
    stage.load(10);
    stage.runBetween(100, 200);
    stage.sim().leader().crash();
    stage.run(600);
    stage.settle();
  }

  private static void lossyMerge(Stage stage) {
    stage.group(4);
    stage.load(10);
    stage.network().loses(0.2);
    stage.network().isolate(stage.sim().nodes().subList(0, 2));
    stage.run(800);
    stage.network().heal();
    stage.run(800);
    stage.settle();
  }
}
