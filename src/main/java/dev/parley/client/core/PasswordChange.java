package dev.parley.client.core;

import dev.parley.chat.accounts.SaltedPassword;
import dev.parley.chat.accounts.ScramClient;
import dev.parley.chat.accounts.ScramClient.Terms;
import dev.parley.client.core.ClientOutput.Hash;
import dev.parley.client.core.ClientOutput.Write;
import java.util.Optional;

/**
 * A new password, of which the server is shown the verifier, and of the present one a proof. Both
 * are hashed for it, one after the other.
 */
final class PasswordChange {
  private enum Step {
    NONE,
    TERMS,
    VERIFIER,
    CHALLENGE,
    PROOF
  }

  private Step step = Step.NONE;
  private String old = "";
  private String next = "";
  private ScramClient exchange = new ScramClient("", "");
  private Optional<Hash> awaited = Optional.empty();

  /** The user wants it; the server must have said how it takes passwords. */
  void begin(String present, String wanted) {
    end();
    step = Step.TERMS;
    old = present;
    next = wanted;
  }

  /** The connection is gone, or the server has answered. */
  void end() {
    step = Step.NONE;
    awaited = Optional.empty();
    old = "";
    next = "";
  }

  boolean isBegun() {
    return step == Step.TERMS;
  }

  /** The request to a server that takes passwords only as they are. */
  ClientOutput plain() {
    var request = Requests.changePassword(old, next);
    end();
    return new Write(request);
  }

  ClientOutput hash(int iterations) {
    step = Step.VERIFIER;
    return await(new Hash(next, "", iterations));
  }

  private ClientOutput await(Hash hash) {
    awaited = Optional.of(hash);
    return hash;
  }

  /** A password was hashed; nothing if that was not for this. */
  Optional<ClientOutput> onHashed(Hash hash, SaltedPassword password, String name, String nonce) {
    if (!awaited.equals(Optional.of(hash))) return Optional.empty();
    awaited = Optional.empty();
    if (step == Step.VERIFIER) {
      step = Step.CHALLENGE;
      exchange = new ScramClient(name, nonce);
      var verifier = password.verifier().text();
      return Optional.of(new Write(Requests.changeVerifier(exchange.first(), verifier)));
    }
    var proof = Requests.proof("password", exchange.last(password));
    end();
    return Optional.of(new Write(proof));
  }

  /** What follows the server's challenge; nothing if it is none that a proof may be made for. */
  Optional<ClientOutput> onChallenge(String text) {
    if (step != Step.CHALLENGE) return Optional.empty();
    return exchange.onChallenge(text).filter(Terms::areFair).map(this::prove);
  }

  private ClientOutput prove(Terms terms) {
    step = Step.PROOF;
    return await(new Hash(old, terms.salt(), terms.iterations()));
  }
}
