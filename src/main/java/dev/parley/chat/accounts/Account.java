package dev.parley.chat.accounts;

import dev.parley.chat.model.ClaimPair;
import dev.parley.chat.model.UserName;
import java.util.Comparator;

/**
 * An account: a name, its claim and the verifier of its password. {@code changed} is the Lamport
 * time of its verifier.
 */
public record Account(UserName name, ScramVerifier verifier, Claim claim, long changed) {
  /**
   * One registration of a name: its Lamport time and the salt that was drawn for it, which no other
   * registration has. Parts of a group that are cut off from each other may register one name
   * twice; when they meet again, the smallest claim holds, on every server.
   */
  public record Claim(long lamport, String salt) implements Comparable<Claim> {
    @Override
    public int compareTo(Claim other) {
      int byTime = Long.compare(lamport, other.lamport);
      return byTime != 0 ? byTime : salt.compareTo(other.salt);
    }

    /**
     * The number that stands for the claim in every message: 64 bits, which distinguish it from
     * other claims of its name, because the salt is random; never {@link ClaimPair#ANY}.
     */
    public long number() {
      long hash = Fnv1a.of(lamport + "\n" + salt);
      return hash == ClaimPair.ANY ? 1 : hash;
    }
  }

  private static final Comparator<Account> BY_CHANGE =
      Comparator.comparingLong(Account::changed)
          .thenComparing(account -> account.verifier().storedKey())
          .thenComparing(account -> account.verifier().salt());

  /** A new account, registered at {@code lamport}. */
  public static Account register(UserName name, ScramVerifier verifier, long lamport) {
    return new Account(name, verifier, new Claim(lamport, verifier.salt()), lamport);
  }

  /**
   * Whether the account is disabled: nobody can log in; the operator gives it a password to open it
   * again.
   */
  public boolean isDisabled() {
    return verifier.equals(ScramVerifier.NONE);
  }

  public Account withVerifier(ScramVerifier newer, long lamport) {
    return new Account(name, newer, claim, lamport);
  }

  /**
   * One of two accounts that have the same name: the account with the smaller claim, with its own
   * passwords only, because the other's owner is another user; within one claim, the account with
   * the later password.
   */
  public Account merge(Account other) {
    int byClaim = claim.compareTo(other.claim);
    if (byClaim != 0) return byClaim < 0 ? this : other;
    return BY_CHANGE.compare(this, other) >= 0 ? this : other;
  }
}
