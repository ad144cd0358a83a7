package dev.parley.protocol.election;

import dev.parley.protocol.MemberId;
import dev.parley.protocol.Output;
import dev.parley.protocol.election.ElectionMessage.Announcement;
import dev.parley.protocol.election.ElectionMessage.Elect;
import dev.parley.protocol.election.ElectionMessage.HopAck;
import java.util.List;

/**
 * Mode eager: a member that confirms the leader's death sends its token around the ring at once,
 * others join by it, and the winner acts when its token is back. At most 2n - 1 hops for n live
 * members.
 */
final class EagerRound implements Round {
  private final TokenRing tokens;

  EagerRound(RoundSpec spec) {
    tokens = new TokenRing(spec, false);
  }

  @Override
  public List<Output> begin(long nowMs) {
    return tokens.isParticipant() ? List.of() : tokens.initiate(nowMs);
  }

  @Override
  public List<Output> onMessage(MemberId from, ElectionMessage message, long nowMs) {
    if (message instanceof Elect elect) return tokens.onToken(from, Token.of(elect), nowMs);
    if (message instanceof Announcement won) return tokens.onToken(from, Token.of(won), nowMs);
    if (message instanceof HopAck ack) tokens.onAck(from, ack);
    return List.of();
  }

  @Override
  public List<Output> onTick(long nowMs) {
    return tokens.onTick(nowMs);
  }

  @Override
  public List<Output> onSuspected(MemberId member, long nowMs) {
    return List.of();
  }

  @Override
  public List<Output> onDead(MemberId member, long nowMs) {
    return tokens.onDead(member, nowMs);
  }

  @Override
  public List<Output> onAlive(MemberId member, long nowMs) {
    return List.of();
  }

  @Override
  public boolean isTakingPart() {
    return tokens.isParticipant();
  }

  @Override
  public boolean isWon() {
    return tokens.isWon();
  }

  @Override
  public boolean isSpoiltBy(MemberId member) {
    return tokens.isSpoiltBy(member);
  }

  @Override
  public MemberId bestCandidate() {
    return tokens.bestCandidate();
  }

  @Override
  public long deadlineMs() {
    return tokens.deadlineMs();
  }
}
