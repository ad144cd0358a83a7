package dev.parley.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.ChatSnapshot;
import dev.parley.chat.MailExpiry;
import dev.parley.chat.MemoryRoom;
import dev.parley.chat.PartialState;
import dev.parley.chat.accounts.Account;
import dev.parley.chat.accounts.LeaderMessage;
import dev.parley.chat.accounts.ScramVerifier;
import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.ReadPosition;
import dev.parley.chat.model.UserName;
import dev.parley.protocol.election.ElectionMode;
import dev.parley.replica.ChatStore.Kept;
import dev.parley.replica.ReplicaProtocol;
import dev.parley.sim.invariant.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/**
 * A client that got no answer to its last message is silent for so long that it is forgotten, in
 * the part of the group that may decide; then the parts meet, and it sends the message again.
 */
@Tag("sim")
class ForgottenClientsTest {
  private static final long FORGET_MS = 1_000;
  private static final SimProfile PROFILE =
      SimProfile.of(ElectionMode.JUMP)
          .withChat()
          .withMail(new SimProfile.Mail(MemoryRoom.UNLIMITED, MailExpiry.FOR_EVER, FORGET_MS));
  private static final int COUNT = 30;

  @Test
  void a_client_that_comes_back_after_it_was_forgotten_has_no_message_shown_twice(TestInfo test) {
    Seeds.of(test, PROFILE).play(COUNT, ForgottenClientsTest::play);
  }

  @Test
  void forgetting_without_the_last_number_is_found_out(TestInfo test) {
    var failure =
        Seeds.of(test, PROFILE)
            .sabotagedBy(
                new Sabotage() {
                  @Override
                  public Kept onLoad(Kept kept, String node, long incarnation) {
                    return new Kept(withoutNumbers(kept.state()), kept.delivered());
                  }

                  @Override
                  public PartialState onMerge(PartialState state) {
                    return new PartialState(withoutNumbers(state.state()), state.different());
                  }
                })
            .firstFailure(COUNT, ForgottenClientsTest::play);
    assertThat(failure.map(Seeds.Failure::cause)).get().isInstanceOf(Violation.class);
  }

  private static ChatSnapshot withoutNumbers(ChatSnapshot state) {
    return new ChatSnapshot(
        state.lamport(),
        state.accounts(),
        state.streams().stream().filter(s -> !s.stream().isForgotten()).toList(),
        state.mails(),
        state.servers(),
        state.sessions(),
        state.registry(),
        state.blocks(),
        state.logouts());
  }

  private static void play(Stage stage) {
    var sim = stage.sim();
    sim.addNodes(3);
    var accounts = List.of(account("fang"), account("shao"));
    sim.nodes().forEach(node -> node.disk().format(accounts));
    sim.nodes().forEach(SimNode::start);
    stage.settle();
    // The account log is founded, so a part of one may not decide from now on.
    var mei = new LeaderMessage.Register(UserName.of("mei"), account("mei").verifier());
    sim.node(0).chat().orElseThrow().ask(mei, verdict -> {});
    stage.run(1_500);
    var writer = new Person(sim, accounts.get(0));
    var reader = new Person(sim, accounts.get(1));
    boolean knowsAll = sim.chance(0.5);
    if (knowsAll) isolate(stage);
    writer.open(sim.node(1));
    reader.open(sim.node(2));
    writer.write(1);
    writer.write(2);
    stage.run(200);
    require(reader.shown.size() == 2, "both messages are shown");
    if (!knowsAll) isolate(stage);
    writer.close();
    reader.close();
    stage.run(3 * FORGET_MS);
    var numbers = sim.node(1).chat().orElseThrow().state().snapshot().streams();
    require(
        numbers.stream().anyMatch(s -> s.stream().equals(writer.stream().forgotten())),
        "the majority forgets");
    if (!knowsAll) {
      var left = sim.node(0).chat().orElseThrow().state().snapshot().streams();
      require(left.stream().noneMatch(s -> s.stream().isForgotten()), "the minority does not");
    }
    for (var node : sim.nodes().subList(1, 3)) {
      if (!sim.chance(0.7)) continue;
      node.crash();
      node.start();
    }
    stage.settle(sim.nodes().subList(1, 3));
    stage.network().heal();
    stage.settle();

    reader.open(sim.node(1));
    writer.open(sim.node(sim.chance(0.5) ? 0 : 2));
    stage.run(100);
    writer.write(2);
    writer.write(3);
    stage.run(400);
    require(writer.accepted.size() == 3, "all is accepted: " + writer.accepted);
    require(reader.shown.equals(List.of(1L, 2L, 3L)), "each is shown once: " + reader.shown);
    var digests = new TreeSet<String>();
    sim.nodes().forEach(node -> digests.add(node.chat().orElseThrow().state().digest()));
    require(digests.size() == 1, "the states are equal");
  }

  private static void isolate(Stage stage) {
    var sim = stage.sim();
    stage.network().isolate(Set.of(sim.node(0)));
    stage.settle(sim.nodes().subList(1, 3));
    stage.settle(List.of(sim.node(0)));
  }

  private static void require(boolean holds, String claim) {
    if (!holds) throw new Violation(ForgottenClientsTest.class, "not true: " + claim);
  }

  private static Account account(String name) {
    var verifier = new ScramVerifier("salt of " + name, 1, "stored", "server");
    return Account.register(UserName.of(name), verifier, 1);
  }

  /** Somebody who reads everything at once, at one server after the other. */
  private static final class Person {
    private final Simulation sim;
    private final Account account;
    private final Set<Long> accepted = new TreeSet<>();
    private final List<Long> shown = new ArrayList<>();
    private @Nullable Connection connection;

    Person(Simulation sim, Account account) {
      this.sim = sim;
      this.account = account;
    }

    ClientStream stream() {
      return new ClientStream(account.name(), "client");
    }

    void open(SimNode node) {
      var opened = new Connection(node.chat().orElseThrow());
      connection = opened;
      opened.server.open(opened, account.name(), "client", ReadPosition.NOTHING);
    }

    private Connection open() {
      return Objects.requireNonNull(connection);
    }

    void close() {
      open().server.close(open());
    }

    void write(long seq) {
      open().server.send(open(), UserName.of("shao"), Long.toString(seq), seq);
    }

    private final class Connection implements SimSession {
      private final SimChat server;

      Connection(SimChat server) {
        this.server = server;
      }

      @Override
      public void onAnswer(long seq, ReplicaProtocol.SendAnswer answer) {
        if (answer instanceof ReplicaProtocol.Accepted) accepted.add(seq);
      }

      @Override
      public void onEvent(ReplicaProtocol.Event event) {
        if (!(event instanceof ReplicaProtocol.MailPushed push)) return;
        shown.add(Long.valueOf(push.mail().text()));
        sim.after(0, () -> server.acknowledge(this, push.n()));
      }
    }
  }
}
