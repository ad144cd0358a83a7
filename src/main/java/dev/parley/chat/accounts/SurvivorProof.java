package dev.parley.chat.accounts;

import dev.parley.protocol.Endpoint;
import dev.parley.protocol.Member;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whose refused connection proves that a voter is dead, so that half of the voters may decide
 * without it. The refusal of one's own machine is its kernel's. That of another machine may be
 * forged by anything between the two, and then both halves decide: an operator must want it.
 */
public enum SurvivorProof {
  /** Nothing is a proof: more than half of the voters are always needed. */
  OFF("off"),

  /** A refusal by the machine on which the leader runs. */
  SAME_MACHINE("same-machine"),

  /** A refusal by any machine. */
  ON("on");

  private final String word;

  SurvivorProof(String word) {
    this.word = word;
  }

  /** The word of the settings. */
  public String word() {
    return word;
  }

  public static Optional<SurvivorProof> of(String word) {
    return Stream.of(values()).filter(proof -> proof.word.equals(word)).findFirst();
  }

  /** Returns true if a refusal of {@code missing}'s port can prove anything to {@code leader}. */
  boolean accepts(Member leader, Member missing) {
    return switch (this) {
      case OFF -> false;
      case ON -> true;
      case SAME_MACHINE -> isSameMachine(leader.bus(), missing.bus());
    };
  }

  /** Of two addresses of one machine that differ this is not known, which is no proof. */
  private static boolean isSameMachine(Endpoint one, Endpoint other) {
    return one.host().equals(other.host()) || (isLoopback(one) && isLoopback(other));
  }

  /** Addresses only: a name may mean anything. */
  private static boolean isLoopback(Endpoint endpoint) {
    var host = endpoint.host();
    return host.matches("127(\\.\\d{1,3}){3}")
        || host.equals("::1")
        || host.equals("0:0:0:0:0:0:0:1");
  }
}
