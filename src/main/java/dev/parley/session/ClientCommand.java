package dev.parley.session;

import dev.parley.chat.Sighting;
import dev.parley.chat.UserName;
import java.util.Optional;

/**
 * What a client asks for, in whichever dialect. {@code id} is the client's name for the request;
 * its answer carries it.
 */
public sealed interface ClientCommand {
  Optional<String> id();

  record Register(Optional<String> id, UserName name, Secret password) implements ClientCommand {}

  /**
   * {@code client} is the random id that a client keeps for as long as it lives; without it the
   * session gets one of its own. {@code after}: how far the client has seen.
   */
  record Login(
      Optional<String> id,
      UserName name,
      Proof proof,
      Optional<String> client,
      boolean redirect,
      Sighting after)
      implements ClientCommand {}

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

  record Logout(Optional<String> id) implements ClientCommand {}

  /** What shows that a client speaks for a user. */
  sealed interface Proof {}

  record ByPassword(Secret password) implements Proof {}

  /** A ticket of an earlier login. */
  record ByTicket(Secret ticket) implements Proof {}
}
