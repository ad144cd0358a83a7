package dev.parley.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.ChatSnapshot;
import dev.parley.chat.accounts.Account;
import dev.parley.chat.accounts.ClientNumber;
import dev.parley.chat.accounts.ScramVerifier;
import dev.parley.chat.model.UserName;
import dev.parley.protocol.election.ElectionMode;
import dev.parley.replica.LoginProof;
import dev.parley.replica.ReplicaProtocol;
import dev.parley.sim.invariant.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/**
 * A thief has a user's ticket. The user logs out in one part of a group that is cut in two, or
 * everywhere, while servers crash: from then on the ticket admits nobody there, and when the parts
 * have met, nobody anywhere.
 */
@Tag("sim")
class LogoutTest {
  private static final SimProfile PROFILE = SimProfile.of(ElectionMode.JUMP).withChat();
  private static final int NODES = 3;
  private static final int SEEDS = 40;
  private static final String CLIENT = "phone";
  private static final Account FANG =
      Account.register(UserName.of("fang"), new ScramVerifier("salt", 1, "stored", "server"), 1);

  @Test
  void holds_without_a_majority_and_everywhere_when_the_parts_have_met(TestInfo test) {
    Seeds.of(test, PROFILE).play(SEEDS, LogoutTest::play);
  }

  @Test
  void a_merge_that_takes_the_word_of_one_part_alone_is_found_out(TestInfo test) {
    var failure =
        Seeds.of(test, PROFILE)
            .sabotagedBy(
                Sabotage.ofMerge(
                    state ->
                        new ChatSnapshot(
                            state.lamport(),
                            state.accounts(),
                            state.streams(),
                            state.mails(),
                            state.servers(),
                            state.sessions(),
                            state.registry())))
            .firstFailure(SEEDS, LogoutTest::play);
    assertThat(failure.map(Seeds.Failure::cause)).get().isInstanceOf(Violation.class);
  }

  private static void play(Stage stage) {
    var sim = stage.sim();
    sim.addNodes(NODES);
    sim.nodes().forEach(node -> node.disk().format(List.of(FANG)));
    sim.nodes().forEach(SimNode::start);
    stage.settle();
    int away = stage.draw(0, NODES - 1);
    var alone = sim.node(away);
    var other = sim.node((away + 1) % NODES);
    var stolen = stolen(stage, alone);
    stage.network().isolate(Set.of(alone));
    stage.runBetween(0, 1_000);
    // The thief is in where the others are, and the user logs out where they are not, or both.
    var thief = open(stage, other, stolen);
    check(thief.isOpen(), "the ticket is good before the logout");
    var user = open(stage, alone, LoginProof.byPassword(Optional.of(CLIENT)));
    var chat = alone.chat().orElseThrow();
    chat.logOut(user, false);
    stage.runBetween(0, 50);
    if (sim.chance(0.3)) {
      alone.crash();
      stage.run(100);
      alone.start();
    }
    boolean isSaid = user.has(ReplicaProtocol.LoggedOut.class::isInstance);
    stage.network().heal();
    if (sim.chance(0.3)) sim.node((away + 2) % NODES).crash();
    stage.settle();
    sim.nodes().stream().filter(node -> !node.isRunning()).forEach(SimNode::start);
    stage.settle();
    stage.run(200);
    // A server that crashes before it said so has promised nothing.
    if (isSaid) {
      check(thief.has(ReplicaProtocol.Closing.class::isInstance), "the thief is still in");
      for (var node : sim.nodes())
        check(open(stage, node, stolen).isRefused(), node + " takes the ticket");
    }
    var digests = new TreeSet<String>();
    for (var node : sim.nodes()) digests.add(node.chat().orElseThrow().state().keptDigest());
    check(digests.size() == 1, "states differ: " + digests);
  }

  /** The proof that a ticket has which was issued at this node. */
  private static LoginProof stolen(Stage stage, SimNode at) {
    var first = open(stage, at, LoginProof.byPassword(Optional.of(CLIENT)));
    check(first.isOpen(), "a password is good");
    at.chat().orElseThrow().close(first);
    stage.run(100);
    return new LoginProof(ClientNumber.of(Optional.of(CLIENT)), first.opened().logout());
  }

  private static Visitor open(Stage stage, SimNode at, LoginProof proof) {
    var visitor = new Visitor();
    at.chat().orElseThrow().open(visitor, FANG.name(), CLIENT, proof);
    stage.run(50);
    return visitor;
  }

  private static void check(boolean holds, String text) {
    if (!holds) throw new Violation(LogoutTest.class, text);
  }

  /** A session that remembers what it is told. */
  private static final class Visitor implements SimSession {
    private final List<ReplicaProtocol.Event> events = new ArrayList<>();

    @Override
    public void onEvent(ReplicaProtocol.Event event) {
      events.add(event);
    }

    @Override
    public void onAnswer(long seq, ReplicaProtocol.SendAnswer answer) {
      throw new AssertionError("nothing was sent");
    }

    boolean has(Predicate<ReplicaProtocol.Event> wanted) {
      return events.stream().anyMatch(wanted);
    }

    boolean isOpen() {
      return has(ReplicaProtocol.Opened.class::isInstance);
    }

    boolean isRefused() {
      return has(ReplicaProtocol.TicketEnded.class::isInstance) && !isOpen();
    }

    ReplicaProtocol.Opened opened() {
      return (ReplicaProtocol.Opened)
          events.stream()
              .filter(ReplicaProtocol.Opened.class::isInstance)
              .findFirst()
              .orElseThrow();
    }
  }
}
