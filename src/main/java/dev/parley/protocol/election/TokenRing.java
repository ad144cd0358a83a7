package dev.parley.protocol.election;

import dev.parley.protocol.MemberId;
import dev.parley.protocol.Output;
import dev.parley.protocol.election.ElectionMessage.ElectionId;
import dev.parley.protocol.election.ElectionMessage.HopAck;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The tokens of one round of the election of Chang and Roberts (CACM 1979): a member forwards those
 * of larger candidates, swallows those of smaller ones, and wins when its own comes back, and where
 * {@code announces} the lap after that. Of the members that can be reached the largest wins;
 * without loss no other does. A round may also end without a winner (a token died with its holder),
 * then another follows.
 */
final class TokenRing {
  private final ElectionId id;
  private final RingMembers electorate;
  private final boolean announces;
  private final long patienceMs;
  private final TokenForwarding forwarding;

  private final Set<HopAck> seen = new LinkedHashSet<>();
  private final Set<HopAck> sentHome = new LinkedHashSet<>();
  private final SortedSet<MemberId> candidates = new TreeSet<>();
  private boolean participant;
  private boolean won;
  private long deadlineMs = Round.NEVER;

  TokenRing(Round.RoundSpec spec, boolean announces) {
    this.id = spec.id();
    this.electorate = spec.electorate();
    this.announces = announces;
    this.patienceMs = spec.lapPatienceMs();
    this.forwarding = new TokenForwarding(electorate, spec.hopTimeoutMs());
  }

  /**
   * This member has given its own token or a larger one to the ring, so smaller ones need not
   * travel on.
   */
  boolean isParticipant() {
    return participant;
  }

  /** This member's own token, or the announcement of its success, has been all around. */
  boolean isWon() {
    return won;
  }

  /** The time by which the tokens have travelled for so long that the round has failed. */
  long deadlineMs() {
    return deadlineMs;
  }

  /** The largest candidate that this member has met, itself included. */
  MemberId bestCandidate() {
    return candidates.isEmpty() || candidates.last().compareTo(self()) < 0
        ? self()
        : candidates.last();
  }

  /** Gives this member's own token to the ring. A member that is alone has won. */
  List<Output> initiate(long nowMs) {
    participant = true;
    arm(nowMs);
    if (!electorate.isAlone())
      return forwarding.send(new Token(id, self(), false, electorate.hopLimit()), nowMs);
    won = true;
    return List.of();
  }

  /** Time counts from the first token on, whichever candidate it is for. */
  private void arm(long nowMs) {
    if (deadlineMs == Round.NEVER) deadlineMs = nowMs + patienceMs;
  }

  private MemberId self() {
    return electorate.self();
  }

  /** A token of this round came; the caller has acknowledged it. */
  List<Output> onToken(MemberId from, Token token, long nowMs) {
    arm(nowMs);
    if (electorate.isDead(token.candidate())) return onDeadCandidate(token, nowMs);
    if (hasPassedHome(from, token))
      return sentHome.add(token.ack()) ? forwarding.sendHome(token, nowMs) : List.of();
    if (!seen.add(token.ack())) return List.of();
    return token.isAnnouncement() ? onAnnouncement(token, nowMs) : onCandidate(token, nowMs);
  }

  /**
   * A dead candidate's token would circle until its hops are used up, and silence all smaller
   * members.
   */
  private List<Output> onDeadCandidate(Token token, long nowMs) {
    return participant || token.isAnnouncement() ? List.of() : initiate(nowMs);
  }

  /**
   * The sender could not reach the candidate and skipped it, so the token has been around: the lap
   * ends with the member after. Without this rule one dead link into the largest member would let
   * no round ever end.
   */
  private boolean hasPassedHome(MemberId from, Token token) {
    // A smaller candidate still has to be compared with this member; an announced one is not
    // fought.
    return (token.isAnnouncement() || token.candidate().compareTo(self()) > 0)
        && electorate.ring().isBetween(from, token.candidate(), self());
  }

  private List<Output> onCandidate(Token token, long nowMs) {
    candidates.add(token.candidate());
    int order = token.candidate().compareTo(self());
    if (order == 0) return participant ? onReturned(nowMs) : List.of();
    if (order > 0) {
      participant = true;
      return passOn(token, nowMs);
    }
    return participant ? List.of() : initiate(nowMs);
  }

  private List<Output> passOn(Token token, long nowMs) {
    return token.onward().map(next -> forwarding.send(next, nowMs)).orElse(List.of());
  }

  private List<Output> onReturned(long nowMs) {
    if (announces)
      return forwarding.send(new Token(id, self(), true, electorate.hopLimit()), nowMs);
    won = true;
    return List.of();
  }

  private List<Output> onAnnouncement(Token token, long nowMs) {
    if (!token.candidate().equals(self())) return passOn(token, nowMs);
    won |= candidates.contains(self());
    return List.of();
  }

  void onAck(MemberId from, HopAck ack) {
    forwarding.onAck(from, ack);
  }

  List<Output> onTick(long nowMs) {
    return forwarding.onTick(nowMs);
  }

  /** {@code member} is dead now: tokens go around it, and a member that is left alone has won. */
  List<Output> onDead(MemberId member, long nowMs) {
    won |= participant && electorate.isAlone();
    return forwarding.onDead(member, nowMs);
  }

  /**
   * Returns true if the death of {@code member} may have stopped this round for good: this member
   * gave way to it, or gave it a token to pass on. Others know of other reasons; the rest is left
   * to the round's time limit.
   */
  boolean isSpoiltBy(MemberId member) {
    return !won && (bestCandidate().equals(member) || forwarding.hasReceived(member));
  }
}
