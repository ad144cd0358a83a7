package dev.parley.sim;

import dev.parley.chat.accounts.Account;
import dev.parley.chat.accounts.ScramVerifier;
import dev.parley.chat.model.ReadPosition;
import dev.parley.chat.model.Refusal;
import dev.parley.chat.model.UserName;
import dev.parley.protocol.election.ElectionMode;
import dev.parley.replica.ReplicaProtocol;
import dev.parley.sim.invariant.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/**
 * A user blocks another in one part of a group while the other writes in another part. From the
 * merge on the rule holds at the server where the sender is; what was accepted before is shown.
 */
@Tag("sim")
class BlocksTest {
  private static final SimProfile PROFILE = SimProfile.of(ElectionMode.JUMP).withChat();
  private static final int NODES = 3;
  private static final int COUNT = 40;

  @Test
  void a_block_in_a_minority_holds_at_the_senders_server_after_the_merge(TestInfo test) {
    Seeds.of(test, PROFILE).play(COUNT, BlocksTest::play);
  }

  private static void play(Stage stage) {
    var sim = stage.sim();
    sim.addNodes(NODES);
    var accounts = List.of(account("fang"), account("shao"));
    sim.nodes().forEach(node -> node.disk().format(accounts));
    sim.nodes().forEach(SimNode::start);
    stage.settle();
    var fang = new Person(sim, accounts.get(0), sim.node(0));
    var shao = new Person(sim, accounts.get(1), sim.node(2));
    fang.open();
    shao.open();
    stage.run(100);

    stage.network().isolate(Set.of(sim.node(0)));
    stage.settle(List.of(sim.node(0)));
    stage.settle(sim.nodes().subList(1, NODES));
    fang.block(shao.name());
    stage.run(100);
    require(fang.isBlockSet, "a minority of one blocks at once");
    shao.write(fang.name());
    stage.run(300);
    require(shao.accepted == 1, "the other part cannot know of the block");
    if (sim.chance(0.3)) sim.node(1).crash();

    stage.network().heal();
    sim.nodes().stream().filter(node -> !node.isRunning()).forEach(SimNode::start);
    stage.settle();
    stage.run(300);
    require(fang.shown == 1, "what was accepted before the block was known is shown");
    shao.write(fang.name());
    stage.run(300);
    require(shao.accepted == 1 && shao.refusedAs(Refusal.Code.MAILBOX_FULL), "shao is refused");
    require(!shao.online.contains(fang.name()), "fang is offline for shao");
    var digests = new TreeSet<String>();
    for (var node : sim.nodes()) {
      var state = node.chat().orElseThrow().state();
      require(state.blocks(fang.name(), shao.name()), node + " knows of the block");
      digests.add(state.digest());
    }
    require(digests.size() == 1, "the states are equal");
  }

  private static void require(boolean holds, String claim) {
    if (!holds) throw new Violation(BlocksTest.class, "not true: " + claim);
  }

  private static Account account(String name) {
    var verifier = new ScramVerifier("salt of " + name, 1, "stored", "server");
    return Account.register(UserName.of(name), verifier, 1);
  }

  /** Somebody at one node for good, who reads everything at once. */
  private static final class Person implements SimSession {
    private final Simulation sim;
    private final Account account;
    private final SimNode node;
    private final Set<UserName> online = new TreeSet<>();
    private final List<Refusal> refusals = new ArrayList<>();
    private int accepted;
    private int shown;
    private long lastSeq;
    private boolean isBlockSet;

    Person(Simulation sim, Account account, SimNode node) {
      this.sim = sim;
      this.account = account;
      this.node = node;
    }

    UserName name() {
      return account.name();
    }

    void open() {
      node.chat().orElseThrow().open(this, name(), "client", ReadPosition.NOTHING);
    }

    void write(UserName to) {
      node.chat().orElseThrow().send(this, to, "text " + ++lastSeq, lastSeq);
    }

    void block(UserName other) {
      node.chat().orElseThrow().setBlock(this, other, true);
    }

    boolean refusedAs(Refusal.Code code) {
      return refusals.stream().anyMatch(refusal -> refusal.code() == code);
    }

    @Override
    public void onAnswer(long seq, ReplicaProtocol.SendAnswer answer) {
      if (answer instanceof ReplicaProtocol.Accepted) accepted++;
      if (answer instanceof ReplicaProtocol.Refused refused) refusals.add(refused.refusal());
    }

    @Override
    public void onEvent(ReplicaProtocol.Event event) {
      if (event instanceof ReplicaProtocol.BlockSet set) isBlockSet = set.isBlocked();
      else if (event instanceof ReplicaProtocol.CameOnline came) online.add(came.name());
      else if (event instanceof ReplicaProtocol.WentOffline went) online.remove(went.name());
      else if (event instanceof ReplicaProtocol.MailPushed push) {
        shown++;
        sim.after(0, () -> node.chat().ifPresent(chat -> chat.acknowledge(this, push.n())));
      }
    }
  }
}
