package dev.parley.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.ChatSnapshot;
import dev.parley.chat.accounts.Account;
import dev.parley.chat.accounts.ScramVerifier;
import dev.parley.chat.model.ReadPosition;
import dev.parley.chat.model.UserName;
import dev.parley.protocol.election.ElectionMode;
import dev.parley.replica.ReplicaProtocol;
import dev.parley.sim.invariant.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/**
 * Two groups that were founded apart gave the same names to different people, and meet while they
 * write. Nobody is shown a message that was accepted for somebody else, and who wrote one that goes
 * to nobody is told.
 */
@Tag("sim")
class MergedStrangersTest {
  private static final SimProfile PROFILE = SimProfile.of(ElectionMode.JUMP).withChat();
  private static final int NODES = 4;
  private static final int COUNT = 60;
  private static final int ROUNDS = 25;

  @Test
  void mail_is_shown_only_to_the_account_that_it_was_accepted_for(TestInfo test) {
    var told = new AtomicInteger();
    Seeds.of(test, PROFILE).play(COUNT, stage -> told.addAndGet(play(stage)));
    if (System.getProperty("parley.sim.seed") == null) assertThat(told.get()).isPositive();
  }

  @Test
  void names_that_stay_with_both_people_are_found_out(TestInfo test) {
    var failure =
        Seeds.of(test, PROFILE)
            .sabotagedBy(
                Sabotage.ofMerge(
                    // Whoever does not see that a name is disputed takes the mail as it is.
                    state ->
                        new ChatSnapshot(
                            state.lamport(),
                            List.of(),
                            state.streams(),
                            state.mails(),
                            state.servers(),
                            state.sessions(),
                            state.registry())))
            .firstFailure(COUNT, MergedStrangersTest::play);
    assertThat(failure.map(Seeds.Failure::cause)).get().isInstanceOf(Violation.class);
  }

  /** Gives how many were told that a message went to nobody. */
  private static int play(Stage stage) {
    var sim = stage.sim();
    sim.addNodes(NODES);
    var first = List.of(account("fang", 5, "a"), account("mei", 9, "a"), account("shao", 1, "a"));
    var second = List.of(account("fang", 9, "b"), account("mei", 5, "b"), account("lin", 1, "b"));
    for (int i = 0; i < NODES; i++) sim.node(i).disk().format(i < 2 ? first : second);
    stage.network().isolate(Set.of(sim.node(0), sim.node(1)));
    sim.nodes().forEach(SimNode::start);
    stage.settle(sim.nodes().subList(0, 2));
    stage.settle(sim.nodes().subList(2, NODES));
    var people = new ArrayList<Person>();
    first.forEach(account -> people.add(new Person(sim, account, sim.node(0))));
    second.forEach(account -> people.add(new Person(sim, account, sim.node(2))));
    people.forEach(Person::open);
    write(stage, people);
    // Some mail waits on both sides when they meet.
    people.forEach(Person::stopReading);
    write(stage, people);
    if (sim.chance(0.5)) sim.node(sim.chance(0.5) ? 1 : 3).crash();
    stage.network().heal();
    write(stage, people);
    sim.nodes().stream().filter(node -> !node.isRunning()).forEach(SimNode::start);
    stage.settle();
    people.forEach(Person::readOn);
    write(stage, people);
    stage.run(500);
    check(sim, people);
    return people.stream().mapToInt(person -> person.returned.size()).sum();
  }

  private static void write(Stage stage, List<Person> people) {
    for (int i = 0; i < ROUNDS; i++) {
      var writer = people.get(stage.draw(0, people.size() - 1));
      writer.write(people.get(stage.draw(0, people.size() - 1)).account.name());
      stage.runBetween(0, 10);
    }
  }

  private static void check(Simulation sim, List<Person> people) {
    var shown = new TreeSet<String>();
    people.forEach(person -> shown.addAll(person.shown));
    for (var person : people) {
      boolean isLoser = person.account.claim().lamport() == 9;
      if (person.isOver != isLoser) throw violation(person + " is over: " + person.isOver);
      if (isLoser) continue;
      person.accepted.forEach(
          (text, msg) -> {
            if (!shown.contains(text) && !person.returned.contains(msg))
              throw violation("'" + text + "' was accepted, and is neither shown nor returned");
          });
    }
    var digests = new TreeSet<String>();
    for (var node : sim.nodes()) {
      var state = node.chat().orElseThrow().state();
      if (state.mails() > 0) throw violation(node + " keeps " + state.snapshot().mails());
      digests.add(state.digest());
    }
    if (digests.size() > 1) throw violation("states differ: " + digests);
  }

  private static Violation violation(String text) {
    return new Violation(MergedStrangersTest.class, text);
  }

  private static Account account(String name, long lamport, String group) {
    var verifier = new ScramVerifier("salt of " + name + group, 1, "stored" + group, "server");
    return Account.register(UserName.of(name), verifier, lamport);
  }

  /** Somebody with an account, at one node for good. */
  private static final class Person implements SimSession {
    private final Simulation sim;
    private final Account account;
    private final SimNode node;
    private final Set<String> shown = new TreeSet<>();
    private final TreeMap<Long, String> sent = new TreeMap<>();
    private final TreeMap<String, UUID> accepted = new TreeMap<>();
    private final Set<UUID> returned = new TreeSet<>();
    private boolean hasSession;
    private boolean isReading = true;
    private boolean isOver;
    private long lastSeq;
    private long lastPush;

    Person(Simulation sim, Account account, SimNode node) {
      this.sim = sim;
      this.account = account;
      this.node = node;
    }

    void open() {
      hasSession = true;
      var chat = node.chat().orElseThrow();
      chat.open(this, account.name(), "client of " + claim(account), ReadPosition.NOTHING);
    }

    /** The text says for whom it is, as far as its writer's server knows. */
    void write(UserName to) {
      var known = node.chat().orElseThrow().state().account(to);
      if (!hasSession || isOver || known.isEmpty()) return;
      var text = claim(account) + " to " + claim(known.get()) + ", number " + ++lastSeq;
      sent.put(lastSeq, text);
      node.chat().orElseThrow().send(this, to, text, lastSeq);
    }

    private static String claim(Account of) {
      return of.claim().salt();
    }

    @Override
    public void onAnswer(long seq, ReplicaProtocol.SendAnswer answer) {
      var text = sent.get(seq);
      if (answer instanceof ReplicaProtocol.Accepted told && text != null)
        accepted.put(text, told.msg());
    }

    @Override
    public void onEvent(ReplicaProtocol.Event event) {
      if (event instanceof ReplicaProtocol.Closing) isOver = true;
      else if (event instanceof ReplicaProtocol.Returned told) returned.add(told.msg());
      else if (event instanceof ReplicaProtocol.MailPushed push) onPush(push);
    }

    private void onPush(ReplicaProtocol.MailPushed push) {
      var text = push.mail().text();
      if (isOver || !text.contains(" to " + claim(account) + ","))
        throw violation(this + " is shown '" + text + "'");
      if (!shown.add(text)) throw violation(this + " is shown '" + text + "' twice");
      lastPush = push.n();
      if (isReading) acknowledge();
    }

    void stopReading() {
      isReading = false;
    }

    void readOn() {
      isReading = true;
      acknowledge();
    }

    private void acknowledge() {
      if (!hasSession || isOver) return;
      long n = lastPush;
      sim.after(0, () -> node.chat().ifPresent(chat -> chat.acknowledge(this, n)));
    }

    @Override
    public String toString() {
      return claim(account);
    }
  }
}
