package dev.parley.chat.accounts;

import dev.parley.chat.model.UserName;

/** A change of one account, which only the voters decide. */
public sealed interface AccountChange {
  record AccountRegistered(Account account) implements AccountChange {}

  /** The owner by {@code claim} has a new password. */
  record PasswordChanged(UserName name, Account.Claim claim, ScramVerifier verifier, long lamport)
      implements AccountChange {}
}
