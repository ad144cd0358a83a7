package dev.parley.sim;

import dev.parley.chat.Watchers;
import dev.parley.chat.accounts.Account;
import dev.parley.chat.accounts.ScramVerifier;
import dev.parley.chat.model.ReadPosition;
import dev.parley.chat.model.UserName;
import dev.parley.protocol.election.ElectionMode;
import dev.parley.replica.ReplicaProtocol;
import dev.parley.sim.invariant.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/**
 * More users are online than everybody watches, and a server dies with a third of them. Who watched
 * to some of these is told of them, and of nobody else; if few are left, all are told what they
 * missed.
 */
@Tag("sim")
class ManyUsersTest {
  private static final SimProfile PROFILE = SimProfile.of(ElectionMode.JUMP).withChat();
  private static final int NODES = 3;
  private static final int COUNT = 6;
  private static final int TALKS = 30;

  @Test
  void only_those_who_watch_are_told_of_a_mass_departure(TestInfo test) {
    Seeds.of(test, PROFILE).play(COUNT, stage -> play(stage, 2 * Watchers.EVERYBODY_UP_TO));
  }

  @Test
  void all_are_told_what_they_missed_when_few_are_left(TestInfo test) {
    Seeds.of(test, PROFILE).play(COUNT, stage -> play(stage, Watchers.EVERYBODY_UP_TO + 20));
  }

  private static void play(Stage stage, int users) {
    var sim = stage.sim();
    sim.addNodes(NODES);
    var accounts = IntStream.range(0, users).mapToObj(i -> account("u" + i)).toList();
    sim.nodes().forEach(node -> node.disk().format(accounts));
    sim.nodes().forEach(SimNode::start);
    stage.settle();
    var all = new ArrayList<Person>();
    for (var account : accounts)
      all.add(new Person(sim, account.name(), sim.node(all.size() % NODES)));
    for (var person : all) {
      person.open();
      if (sim.chance(0.1)) stage.run(1); // or all come at once
    }
    stage.run(1_000);
    for (int i = 0; i < TALKS; i++) any(sim, all).write(any(sim, all).name);
    for (int i = 0; i < TALKS; i++) any(sim, all).watch(any(sim, all).name);
    stage.run(1_000);
    all.forEach(person -> person.news.clear());

    var dead = sim.node(NODES - 1);
    dead.crash();
    stage.settle();
    for (var person : all) if (person.node == dead && sim.chance(0.5)) person.moveTo(sim.node(0));
    stage.run(SimChat.OFFLINE_AFTER_MS + 1_000);
    var left = sim.node(0).chat().orElseThrow().state().presence();
    boolean areFew = left.online().size() <= Watchers.EVERYBODY_UP_TO;
    for (var person : all)
      if (person.node.isRunning()) check(person, areFew ? name -> true : person.watched::contains);
    var moved = all.stream().filter(person -> person.hasMoved).map(person -> person.name).toList();
    for (var person : all)
      require(
          !person.node.isRunning()
              || person.hasMoved
              || areFew
              || moved.stream().noneMatch(person.news::contains),
          () -> person.name + " is told of somebody who came back at once");
  }

  /** What the user was told is true, and they were told of whom they watch. */
  private static void check(Person person, Predicate<UserName> isWatched) {
    var presence = person.node.chat().orElseThrow().state().presence();
    person.believed.forEach(
        (name, isOnline) ->
            require(
                !isWatched.test(name) || isOnline == presence.isOnline(name),
                () -> person.name + " takes " + name + " for online: " + isOnline));
    for (var name : person.watched)
      require(
          name.equals(person.name) || presence.isOnline(name) || person.news.contains(name),
          () -> person.name + " is not told that " + name + " went");
    for (var name : person.news)
      require(isWatched.test(name), () -> person.name + " is told of " + name);
  }

  private static Person any(Simulation sim, List<Person> all) {
    return all.get(sim.random().nextInt(all.size()));
  }

  private static void require(boolean holds, Supplier<String> otherwise) {
    if (!holds) throw new Violation(ManyUsersTest.class, otherwise.get());
  }

  private static Account account(String name) {
    return Account.register(UserName.of(name), new ScramVerifier("salt", 1, "stored", "server"), 1);
  }

  /** Somebody at one node for good, who reads everything at once. */
  private static final class Person implements SimSession {
    private final Simulation sim;
    private final UserName name;
    private SimNode node;
    private boolean hasMoved;
    private final TreeSet<UserName> watched = new TreeSet<>();
    private final Map<UserName, Boolean> believed = new TreeMap<>();
    private final List<UserName> news = new ArrayList<>();
    private long lastSeq;

    Person(Simulation sim, UserName name, SimNode node) {
      this.sim = sim;
      this.name = name;
      this.node = node;
    }

    void open() {
      node.chat().orElseThrow().open(this, name, "client", ReadPosition.NOTHING);
    }

    /** Its server is dead, and has forgotten whom it watched. */
    void moveTo(SimNode other) {
      node = other;
      hasMoved = true;
      watched.clear();
      believed.clear();
      open();
    }

    void watch(UserName other) {
      watched.add(other);
      node.chat().orElseThrow().watch(this, List.of(other));
    }

    void write(UserName to) {
      watched.add(to);
      node.chat().orElseThrow().send(this, to, "text " + ++lastSeq, lastSeq);
    }

    @Override
    public void onAnswer(long seq, ReplicaProtocol.SendAnswer answer) {}

    @Override
    public void onEvent(ReplicaProtocol.Event event) {
      if (event instanceof ReplicaProtocol.CameOnline came) onNews(came.name(), true);
      else if (event instanceof ReplicaProtocol.WentOffline went) onNews(went.name(), false);
      else if (event instanceof ReplicaProtocol.Watched told) {
        told.online().forEach(about -> believed.put(about, true));
        told.offline().forEach(about -> believed.put(about, false));
      } else if (event instanceof ReplicaProtocol.MailPushed push) {
        watched.add(push.mail().from());
        sim.after(0, () -> node.chat().ifPresent(chat -> chat.acknowledge(this, push.n())));
      }
    }

    private void onNews(UserName about, boolean isOnline) {
      believed.put(about, isOnline);
      news.add(about);
    }
  }
}
