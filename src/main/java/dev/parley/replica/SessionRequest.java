package dev.parley.replica;

import dev.parley.chat.accounts.ScramVerifier;
import dev.parley.chat.model.ClaimPair;
import dev.parley.chat.model.ReadPosition;
import dev.parley.chat.model.UserName;
import java.util.Optional;

/**
 * A request to open a session for a user.
 *
 * @param claim the number of the claim whose account was checked, or {@link ClaimPair#ANY}
 * @param verifier the number of the verifier that the client's proof was checked against, or {@link
 *     ScramVerifier#ANY}
 * @param client the id of the client, which names its stream of messages
 * @param after how far the client has seen already
 * @param proof how the client has come in
 * @param arrival where from, and when
 * @param traits what the client says of itself
 */
public record SessionRequest(
    UserName name,
    long claim,
    long verifier,
    String client,
    ReadPosition after,
    LoginProof proof,
    Arrival arrival,
    ClientTraits traits) {
  /** A request of a client that has given the password. */
  public SessionRequest(
      UserName name, long claim, long verifier, String client, ReadPosition after) {
    this(
        name,
        claim,
        verifier,
        client,
        after,
        LoginProof.byPassword(Optional.of(client)),
        Arrival.UNKNOWN,
        ClientTraits.NONE);
  }
}
