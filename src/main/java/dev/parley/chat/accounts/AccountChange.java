package dev.parley.chat.accounts;

import dev.parley.chat.model.UserName;
import dev.parley.chat.rooms.RoomChange;
import java.util.List;
import java.util.Optional;

/** A change of an account, of who may register one, or of a room, which only the voters decide. */
public sealed interface AccountChange {
  record AccountRegistered(Account account) implements AccountChange {}

  /**
   * Registers the account with the invitation of this hash, which is used up by that: the change
   * has no effect where the invitation is not known any more.
   */
  record InvitedRegistered(Account account, String invitation) implements AccountChange {}

  /** The owner by {@code claim} has a new password. */
  record PasswordChanged(UserName name, Account.Claim claim, ScramVerifier verifier, long lamport)
      implements AccountChange {}

  record RegistrationChanged(Registration mode) implements AccountChange {}

  record InvitationsMade(List<Invitation> invitations) implements AccountChange {
    public InvitationsMade {
      invitations = List.copyOf(invitations);
      if (invitations.size() > RegistrationRules.MAX_INVITATIONS)
        throw new IllegalArgumentException(invitations.size() + " invitations");
    }
  }

  /** A room is to be changed: an effect has that only where its author may do so. */
  record RoomDecided(RoomChange change) implements AccountChange {}

  /** The operator ends an invitation that nobody has used. */
  record InvitationEnded(String id) implements AccountChange {}

  /** The account that this change registers, if it registers one. */
  static Optional<Account> registered(AccountChange change) {
    if (change instanceof AccountRegistered plain) return Optional.of(plain.account());
    if (change instanceof InvitedRegistered invited) return Optional.of(invited.account());
    return Optional.empty();
  }
}
