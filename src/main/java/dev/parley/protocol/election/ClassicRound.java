package dev.parley.protocol.election;

import dev.parley.protocol.MemberId;
import dev.parley.protocol.Output;
import dev.parley.protocol.election.ElectionMessage.Announcement;
import dev.parley.protocol.election.ElectionMessage.Elect;
import dev.parley.protocol.election.ElectionMessage.HopAck;
import dev.parley.protocol.election.ElectionMessage.LiveList;
import java.util.ArrayList;
import java.util.List;

/**
 * Mode classic: all live members first exchange the same list of live members, then all of them
 * initiate, and the winner acts after a lap of announcement. Kept as a reference for measurements.
 */
final class ClassicRound implements Round {
  private final LiveListBarrier barrier;
  private final TokenRing tokens;
  private final long barrierMs;
  private boolean awaiting;
  private boolean telling;
  private long barrierEndsMs;

  ClassicRound(RoundSpec spec) {
    barrier = new LiveListBarrier(spec.id(), spec.electorate());
    tokens = new TokenRing(spec, true);
    // Lists that differ for ever, as one dead link can make them, must not leave the group without
    // a leader.
    barrierMs = spec.settings().viewChangeTimeoutMs();
  }

  @Override
  public List<Output> begin(long nowMs) {
    telling = true;
    if (awaiting || tokens.isParticipant()) return List.of();
    awaiting = true;
    barrierEndsMs = nowMs + barrierMs;
    return tell(nowMs);
  }

  private List<Output> tell(long nowMs) {
    var outputs = new ArrayList<Output>(barrier.tell(nowMs));
    outputs.addAll(initiateIfAgreed(nowMs));
    return outputs;
  }

  private List<Output> initiateIfAgreed(long nowMs) {
    return awaiting && barrier.isAgreed() ? initiate(nowMs) : List.of();
  }

  private List<Output> initiate(long nowMs) {
    awaiting = false;
    return tokens.initiate(nowMs);
  }

  @Override
  public List<Output> onMessage(MemberId from, ElectionMessage message, long nowMs) {
    if (message instanceof Elect elect) return onToken(from, Token.of(elect), nowMs);
    if (message instanceof Announcement won) return onToken(from, Token.of(won), nowMs);
    if (message instanceof HopAck ack) tokens.onAck(from, ack);
    if (!(message instanceof LiveList list)) return List.of();
    barrier.onList(from, list.live());
    return initiateIfAgreed(nowMs);
  }

  private List<Output> onToken(MemberId from, Token token, long nowMs) {
    var outputs = new ArrayList<Output>();
    // Another member's barrier is over, so all lists were the same; ours or theirs got lost.
    if (awaiting) outputs.addAll(initiate(nowMs));
    outputs.addAll(tokens.onToken(from, token, nowMs));
    return outputs;
  }

  @Override
  public List<Output> onTick(long nowMs) {
    var outputs = new ArrayList<Output>(tokens.onTick(nowMs));
    if (telling && barrier.isRepeatDue(nowMs)) outputs.addAll(tell(nowMs));
    if (awaiting && nowMs >= barrierEndsMs) outputs.addAll(initiate(nowMs));
    return outputs;
  }

  @Override
  public List<Output> onSuspected(MemberId member, long nowMs) {
    return List.of();
  }

  @Override
  public List<Output> onDead(MemberId member, long nowMs) {
    return awaiting ? tell(nowMs) : tokens.onDead(member, nowMs);
  }

  @Override
  public List<Output> onAlive(MemberId member, long nowMs) {
    return awaiting ? tell(nowMs) : List.of();
  }

  @Override
  public boolean isTakingPart() {
    return awaiting || tokens.isParticipant();
  }

  @Override
  public boolean isWon() {
    return tokens.isWon();
  }

  @Override
  public boolean isSpoiltBy(MemberId member) {
    return !awaiting && tokens.isSpoiltBy(member);
  }

  @Override
  public MemberId bestCandidate() {
    return tokens.bestCandidate();
  }

  @Override
  public long deadlineMs() {
    return awaiting ? NEVER : tokens.deadlineMs();
  }
}
