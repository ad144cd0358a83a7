package dev.parley.chat.accounts;

import dev.parley.chat.model.ClaimPair;
import dev.parley.chat.model.UserName;
import java.util.Comparator;

/**
 * An account: who may use a name, and by which password. {@code changed} is the Lamport time of its
 * verifier.
 */
public record Account(UserName name, ScramVerifier verifier, Claim claim, long changed) {
  /**
   * One registration of a name: its Lamport time and the salt that was drawn for it, which no other
   * has. Parts of a group that are cut off from each other may register one name twice; the
   * smallest claim holds, on every server, when they meet again.
   */
  public record Claim(long lamport, String salt) implements Comparable<Claim> {
    @Override
    public int compareTo(Claim other) {
      int byTime = Long.compare(lamport, other.lamport);
      return byTime != 0 ? byTime : salt.compareTo(other.salt);
    }

    /**
     * Stands for the claim in every message: 64 bits, which tell it from other claims of its name,
     * for the salt is random; never {@link ClaimPair#ANY}.
     */
    public long number() {
      long hash = 0xcbf29ce484222325L;
      var content = lamport + "\n" + salt;
      for (int i = 0; i < content.length(); i++) {
        hash = (hash ^ content.charAt(i)) * 0x100000001b3L;
      }
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

  /** Nobody can log in; the operator gives it a password to open it again. */
  public boolean isDisabled() {
    return verifier.equals(ScramVerifier.NONE);
  }

  public Account withVerifier(ScramVerifier newer, long lamport) {
    return new Account(name, newer, claim, lamport);
  }

  /**
   * One account of two that have a name: the smaller claim with its own passwords only, for the
   * other's owner is somebody else; within one claim the later password.
   */
  public Account merge(Account other) {
    int byClaim = claim.compareTo(other.claim);
    if (byClaim != 0) return byClaim < 0 ? this : other;
    return BY_CHANGE.compare(this, other) >= 0 ? this : other;
  }
}
