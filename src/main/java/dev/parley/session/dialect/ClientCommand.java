package dev.parley.session.dialect;

import dev.parley.chat.model.ReadPosition;
import dev.parley.chat.model.UserName;
import java.util.Optional;

/**
 * What a client asks for, in whichever dialect. {@code id} is the client's name for the request;
 * its answer carries it.
 */
public sealed interface ClientCommand {
  /** The client id that every session over IRC has: the protocol knows none. */
  String IRC_CLIENT = "irc";

  Optional<String> id();

  record Register(Optional<String> id, UserName name, Secret password) implements ClientCommand {}

  /**
   * {@code client} is the random id that a client keeps for as long as it lives; without it the
   * session gets one of its own. {@code after}: how far the client has seen. {@code pings}: it
   * answers when it is asked whether it is there.
   */
  record Login(
      Optional<String> id,
      UserName name,
      Proof proof,
      Optional<String> client,
      boolean redirect,
      ReadPosition after,
      boolean pings)
      implements ClientCommand {
    /** Of a client that does not say whether it answers pings. */
    public Login(
        Optional<String> id,
        UserName name,
        Proof proof,
        Optional<String> client,
        boolean redirect,
        ReadPosition after) {
      this(id, name, proof, client, redirect, after, false);
    }
  }

  /**
   * Whether there is such a user: the text dialect asks this before it asks for a password or opens
   * a chat.
   */
  record FindUser(Optional<String> id, UserName name) implements ClientCommand {}

  record Send(Optional<String> id, UserName to, String text, Optional<Long> seq)
      implements ClientCommand {}

  record Ack(Optional<String> id, long n) implements ClientCommand {}

  record ListUsers(Optional<String> id) implements ClientCommand {}

  record ChangePassword(Optional<String> id, Secret oldPassword, Secret newPassword)
      implements ClientCommand {}

  /** A new ticket for who is logged in: the old one ends a day after it was issued. */
  record Renew(Optional<String> id) implements ClientCommand {}

  record Status(Optional<String> id) implements ClientCommand {}

  record Ping(Optional<String> id) implements ClientCommand {}

  /** The answer to the question whether the client is there; none is given to it. */
  record Pong(Optional<String> id, Optional<Long> token) implements ClientCommand {}

  record Logout(Optional<String> id) implements ClientCommand {}

  /** What shows that a client speaks for a user. */
  sealed interface Proof {}

  record ByPassword(Secret password) implements Proof {}

  /** A ticket of an earlier login. */
  record ByTicket(Secret ticket) implements Proof {}
}
