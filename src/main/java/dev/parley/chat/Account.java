package dev.parley.chat;

import java.util.Comparator;

/**
 * An account. {@code registered} is the Lamport time of its registration, {@code changed} that of
 * its verifier.
 */
public record Account(UserName name, Verifier verifier, long registered, long changed) {
  private static final Comparator<Account> BY_REGISTRATION =
      Comparator.comparingLong(Account::registered)
          .thenComparing(account -> account.name().spelling());

  private static final Comparator<Account> BY_CHANGE =
      Comparator.comparingLong(Account::changed)
          .thenComparing(account -> account.verifier().storedKey())
          .thenComparing(account -> account.verifier().salt());

  /**
   * One account of two that claim a name: the earlier registration keeps its spelling, the later
   * change of the password counts. The same whichever comes first, and for any number of claims.
   */
  Account merge(Account other) {
    var older = BY_REGISTRATION.compare(this, other) <= 0 ? this : other;
    var newer = BY_CHANGE.compare(this, other) >= 0 ? this : other;
    return new Account(older.name, newer.verifier, older.registered, newer.changed);
  }
}
