package dev.parley.client.core;

import dev.parley.chat.accounts.SaltedPassword;
import dev.parley.chat.accounts.ScramClient;
import dev.parley.chat.accounts.ScramClient.Terms;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Shows a server that the user has the password, and checks that the server has its verifier,
 * without sending the password (SCRAM). A password that was hashed once is kept for as long as the
 * client runs, as is the password itself: most logins ask for the same hash.
 */
final class ScramLogin {
  static final String UNPROVEN =
      "The server did not prove that it knows your account: somebody may be pretending to be it."
          + " The password was not shown. Ask your operator.";

  static final String PLAIN =
      "This server wants the password as it is, and others could read it on the way: it was not"
          + " sent. Connect without --plain, or ask the operator for a newer server.";

  private static final String FEW =
      "The server wants passwords to be hashed %d times only, fewer than the %d that are safe: it was"
          + " not sent. Ask its operator.";

  private static final String MANY =
      "The server wants passwords to be hashed %d times, more than the %d that this client does: it"
          + " was not sent. Ask its operator.";

  private final Supplier<String> nonces;
  private Optional<Integer> offered = Optional.empty(); // iterations; 0 if the server has no SCRAM
  private Optional<ScramClient> exchange = Optional.empty();
  private Optional<Terms> challenged = Optional.empty();
  private Optional<SaltedPassword> salted = Optional.empty();
  private String saltedOf = "";
  private Optional<ClientOutput.Hash> registering = Optional.empty();
  private Optional<ClientOutput.Hash> awaited = Optional.empty(); // for a proof
  private boolean isAsked;

  /** {@code nonces}: texts that were never used. */
  ScramLogin(Supplier<String> nonces) {
    this.nonces = nonces;
  }

  /** The connection is gone: the next server has its own terms. */
  void interrupted() {
    offered = Optional.empty();
    isAsked = false;
    end();
  }

  /** The server is asked how it takes passwords. */
  void onAsked() {
    isAsked = true;
  }

  /** Nothing is under way. */
  void end() {
    exchange = Optional.empty();
    challenged = Optional.empty();
    awaited = Optional.empty();
    registering = Optional.empty();
  }

  /** Whether the server has said how it takes passwords. */
  boolean isOffered() {
    return offered.isPresent();
  }

  /** Whether it takes proofs of them. */
  boolean isPossible() {
    return offered.filter(iterations -> iterations > 0).isPresent();
  }

  /**
   * {@code iterations}: of new passwords; 0 if the server does not know how to do without them.
   * Returns false if it was not asked.
   */
  boolean onTerms(long iterations) {
    if (!isAsked) return false;
    isAsked = false;
    offered = Optional.of((int) Math.max(0, Math.min(Integer.MAX_VALUE, iterations)));
    return true;
  }

  /** Of a new password, where that is possible. */
  int iterations() {
    return offered.orElse(0);
  }

  /** Why no verifier is made for this server, if none is. */
  Optional<String> problem() {
    return problem(new Terms("", offered.orElse(0)));
  }

  private static Optional<String> problem(Terms terms) {
    if (terms.areFair()) return Optional.empty();
    boolean isFew = terms.iterations() < ScramClient.MIN_ITERATIONS;
    int limit = isFew ? ScramClient.MIN_ITERATIONS : ScramClient.MAX_ITERATIONS;
    return Optional.of((isFew ? FEW : MANY).formatted(terms.iterations(), limit));
  }

  /** Begins a registration: the password is hashed with a new salt. */
  ClientOutput register(String password) {
    var hash = new ClientOutput.Hash(password, "", iterations());
    registering = Optional.of(hash);
    return hash;
  }

  /** Begins a login; the client's first message. */
  String begin(String name) {
    end();
    exchange = Optional.of(new ScramClient(name, nonces.get()));
    return exchange.get().first();
  }

  /** What follows the server's challenge. */
  sealed interface Step {}

  record Send(String last) implements Step {}

  record Wait(ClientOutput.Hash hash) implements Step {}

  record Refuse(String reason) implements Step {}

  /** Nothing if no challenge was asked for. */
  Optional<Step> onChallenge(String text, String password) {
    if (exchange.isEmpty()) return Optional.empty();
    challenged = exchange.get().onChallenge(text);
    if (challenged.isEmpty()) return Optional.of(new Refuse(UNPROVEN));
    var terms = challenged.get();
    var problem = problem(terms);
    if (problem.isPresent()) return Optional.of(new Refuse(problem.get()));
    if (saltedOf.equals(password)) {
      var known = last();
      if (known.isPresent()) return known.map(Send::new);
    }
    var hash = new ClientOutput.Hash(password, terms.salt(), terms.iterations());
    awaited = Optional.of(hash);
    return Optional.of(new Wait(hash));
  }

  /** The password was hashed; returns the client's last message, if a server waits for it. */
  Optional<String> onHashed(ClientOutput.Hash hash, SaltedPassword password) {
    salted = Optional.of(password);
    saltedOf = hash.password();
    return awaited.equals(Optional.of(hash)) ? last() : Optional.empty();
  }

  private Optional<String> last() {
    return challenged
        .flatMap(terms -> salted.filter(s -> s.isFor(terms.salt(), terms.iterations())))
        .flatMap(password -> exchange.map(client -> client.last(password)));
  }

  /** The verifier to register, once, if {@code password} was hashed for that. */
  Optional<String> verifier(ClientOutput.Hash hash, SaltedPassword password) {
    if (!registering.equals(Optional.of(hash))) return Optional.empty();
    registering = Optional.empty();
    return Optional.of(password.verifier().text());
  }

  /** Whether a server that welcomes the client has proven what it must. */
  boolean isProven(String serverLast) {
    boolean isProven =
        exchange.isEmpty()
            || salted.filter(s -> exchange.get().isProven(serverLast, s)).isPresent();
    end();
    return isProven;
  }
}
