package dev.parley.sim;

import dev.parley.chat.accounts.Account;
import dev.parley.chat.accounts.LeaderMessage.Register;
import dev.parley.chat.accounts.LeaderMessage.Stored;
import dev.parley.chat.accounts.LeaderMessage.Verdict;
import dev.parley.chat.accounts.ScramVerifier;
import dev.parley.chat.model.UserName;
import dev.parley.sim.invariant.Violation;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

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
  private final TreeMap<UserName, ScramVerifier> granted = new TreeMap<>();

  /** By the forced founding under which a name was given; that of all others is 0. */
  private final TreeMap<Long, TreeMap<UserName, ScramVerifier>> grantedUnder = new TreeMap<>();

  /** When a name was first wanted, and at which nodes it ever was. */
  private final TreeMap<UserName, Long> wantedMs = new TreeMap<>();

  private final TreeMap<UserName, TreeSet<String>> wantedAt = new TreeMap<>();
  private boolean isRunning;
  private long metMs;
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

  /**
   * Parts that decided apart meet: of a name that was wanted before all have met, the owner by the
   * earlier claim may be told only now, though another one was told before.
   */
  void onMeeting() {
    metMs = Long.MAX_VALUE;
  }

  void onMet() {
    metMs = sim.nowMs();
  }

  private static ScramVerifier verifier(int person) {
    return new ScramVerifier("salt-" + person, 1, "stored-" + person, "server-" + person);
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
  private void ask(SimNode node, UserName name, ScramVerifier verifier, int tries) {
    if (tries == 0 || isAnswered(name, verifier) || !node.isRunning()) return;
    wantedMs.putIfAbsent(name, sim.nowMs());
    wantedAt.computeIfAbsent(name, any -> new TreeSet<>()).add(node.name());
    sim.after(RETRY_MS, () -> ask(node, name, verifier, tries - 1));
    if (node.isPaused()) return;
    var question = new Register(name, verifier);
    long under = founding(node);
    chat(node)
        .ask(
            question,
            answer -> {
              // Between two foundings it cannot be said whose answer it is.
              if (founding(node) == under) onAnswer(node, name, verifier, answer);
            });
  }

  private static SimChat chat(SimNode node) {
    return node.chat().orElseThrow(() -> new IllegalStateException(node + " keeps no accounts"));
  }

  /** The id of the forced founding that {@code node} knows, or 0. */
  private static long founding(SimNode node) {
    return chat(node).state().registry().map(log -> log.latestFounding().id()).orElse(0L);
  }

  private boolean isAnswered(UserName name, ScramVerifier verifier) {
    return grantedUnder.values().stream().anyMatch(names -> verifier.equals(names.get(name)));
  }

  private void onAnswer(SimNode node, UserName name, ScramVerifier verifier, Verdict answer) {
    sim.trace().say(sim.nowMs(), () -> node + " answers " + answer + " to " + verifier.salt());
    if (!(answer instanceof Stored)) return;
    granted.putIfAbsent(name, verifier);
    if (wantedMs.getOrDefault(name, 0L) < metMs) return;
    var names = grantedUnder.computeIfAbsent(founding(node), any -> new TreeMap<>());
    var owner = names.putIfAbsent(name, verifier);
    sim.trace().say(sim.nowMs(), () -> "registered " + name + " for " + verifier.salt());
    if (owner != null && !owner.equals(verifier))
      throw new Violation(
          Registrations.class,
          name + " was given to " + owner.salt() + " and to " + verifier.salt());
  }

  /**
   * {@code node} has every name that was given under the forced founding of {@code id}, and for the
   * same person if nobody else can have been given it: if it was wanted in the {@code part} of that
   * founding only, and not before {@code sinceMs}.
   */
  void check(SimNode node, long id, Set<String> part, long sinceMs) {
    grantedUnder
        .getOrDefault(id, new TreeMap<>())
        .forEach(
            (name, verifier) -> {
              var known = chat(node).state().account(name).map(Account::verifier);
              boolean isAlone =
                  wantedMs.getOrDefault(name, 0L) >= sinceMs
                      && part.containsAll(wantedAt.getOrDefault(name, new TreeSet<>()));
              if (known.isEmpty() || (isAlone && !known.get().equals(verifier)))
                throw new Violation(
                    Registrations.class,
                    node + " has " + known + " for " + name + " of " + verifier);
            });
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
