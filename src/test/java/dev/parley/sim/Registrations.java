package dev.parley.sim;

import dev.parley.chat.Account;
import dev.parley.chat.LeaderMessage.Register;
import dev.parley.chat.UserName;
import dev.parley.chat.Verifier;
import dev.parley.node.ChatService.AccountAnswer;
import dev.parley.node.ChatService.AccountStored;
import dev.parley.sim.invariant.Violation;
import java.util.TreeMap;

/**
 * People who register names at any node, several of them each name, and what they were told. Holds
 * all replicas to it: a name is given once, and who was told that it is his keeps it.
 */
final class Registrations {
  private static final int TRIES = 40;
  private static final long RETRY_MS = 50;

  /** So many people want each name. */
  private static final int RIVALS = 3;

  private final Simulation sim;
  private final TreeMap<UserName, Verifier> granted = new TreeMap<>();
  private boolean isRunning;
  private int asked;

  Registrations(Simulation sim) {
    this.sim = sim;
  }

  void start(long meanGapMs) {
    isRunning = true;
    next(meanGapMs);
  }

  void stop() {
    isRunning = false;
  }

  private void next(long meanGapMs) {
    sim.after(
        sim.random().nextLong(2 * meanGapMs + 1),
        () -> {
          if (!isRunning) return;
          var nodes = sim.running().stream().filter(node -> !node.isPaused()).toList();
          if (!nodes.isEmpty()) {
            int person = asked++;
            var name = UserName.of("u" + person / RIVALS);
            ask(nodes.get(sim.random().nextInt(nodes.size())), name, verifier(person), TRIES);
          }
          next(meanGapMs);
        });
  }

  private static Verifier verifier(int person) {
    return new Verifier("salt-" + person, 1, "stored-" + person, "server-" + person);
  }

  /** Somebody who wants a name of his own, through {@code node}. */
  void register(SimNode node, String name) {
    ask(node, UserName.of(name), verifier(1_000_000 + asked++), TRIES);
  }

  boolean isGranted(String name) {
    return granted.containsKey(UserName.of(name));
  }

  int count() {
    return granted.size();
  }

  /** Asks whoever leads where {@code node} is, and again until there is an answer. */
  private void ask(SimNode node, UserName name, Verifier verifier, int tries) {
    if (tries == 0 || isAnswered(name, verifier) || !node.isRunning()) return;
    sim.after(RETRY_MS, () -> ask(node, name, verifier, tries - 1));
    if (node.isPaused()) return;
    var question = new Register(name, verifier);
    chat(node)
        .tell(
            bare ->
                bare.ask(question, answer -> onAnswer(node, name, verifier, answer), sim.nowMs()));
  }

  private static SimChat chat(SimNode node) {
    return node.chat().orElseThrow(() -> new IllegalStateException(node + " keeps no accounts"));
  }

  private boolean isAnswered(UserName name, Verifier verifier) {
    return verifier.equals(granted.get(name));
  }

  private void onAnswer(SimNode node, UserName name, Verifier verifier, AccountAnswer answer) {
    sim.trace().say(sim.nowMs(), () -> node + " answers " + answer + " to " + verifier.salt());
    if (!(answer instanceof AccountStored)) return;
    var owner = granted.putIfAbsent(name, verifier);
    sim.trace().say(sim.nowMs(), () -> "registered " + name + " for " + verifier.salt());
    if (owner != null && !owner.equals(verifier))
      throw new Violation(
          Registrations.class,
          name + " was given to " + owner.salt() + " and to " + verifier.salt());
  }

  /** {@code node} has everything that anybody was told. */
  void check(SimNode node) {
    granted.forEach(
        (name, verifier) -> {
          var known = chat(node).state().account(name).map(Account::verifier);
          if (!known.filter(verifier::equals).isPresent())
            throw new Violation(
                Registrations.class, node + " has " + known + " for " + name + " of " + verifier);
        });
  }
}
