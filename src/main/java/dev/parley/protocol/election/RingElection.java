package dev.parley.protocol.election;

import dev.parley.protocol.Ballot;
import dev.parley.protocol.Core;
import dev.parley.protocol.Destination;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Message;
import dev.parley.protocol.Output;
import dev.parley.protocol.Output.Note;
import dev.parley.protocol.Output.Transmit;
import dev.parley.protocol.Signal;
import dev.parley.protocol.View;
import dev.parley.protocol.election.ElectionMessage.Announcement;
import dev.parley.protocol.election.ElectionMessage.Elect;
import dev.parley.protocol.election.ElectionMessage.ElectionId;
import dev.parley.protocol.election.ElectionMessage.LiveList;
import dev.parley.protocol.election.ElectionMessage.Nominate;
import dev.parley.protocol.election.ElectionMessage.NominateAck;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Finds the member that should try to lead after the leader of the view was confirmed silent: the
 * election of LeLann, Chang and Roberts on the ring of the view's other members, or a shorter way
 * to the same winner ({@link ElectionMode}). An oracle, not a decision: it may name no member for a
 * while, or two, and the view change stays safe; when the network is timely it names the largest
 * live member. This class decides when a round begins, ends and is repeated; a {@link Round} is one
 * such attempt.
 */
public final class RingElection implements Core {
  private final ElectionSettings settings;
  private final RandomGenerator random;

  private RingMembers electorate;
  private Round round;
  private ElectionId id;
  private boolean leaderDead;

  /** This member takes no further part in the round, and only acknowledges. */
  private boolean closed;

  /** {@link Signal.Elected} was sent in this round. */
  private boolean declared;

  /** The coordinator that is changing the view, so that the election is over if that succeeds. */
  private @Nullable MemberId coordinator;

  private long viewDueMs = Round.NEVER;

  /** {@code random} spreads restarts. */
  public RingElection(Member self, ElectionSettings settings, RandomGenerator random) {
    this.settings = settings;
    this.random = random;
    this.electorate = RingMembers.none(self.id());
    this.id = new ElectionId(electorate.view(), 0);
    this.round = Round.of(new Round.RoundSpec(id, electorate, settings, 0));
  }

  private MemberId leader() {
    return electorate.view().leader();
  }

  private void toRound(int number) {
    id = new ElectionId(electorate.view(), Math.min(number, RingMembers.MAX_ROUND));
    long jitterMs = random.nextLong(ElectionSettings.RESTART_JITTER_MS + 1);
    round = Round.of(new Round.RoundSpec(id, electorate, settings, jitterMs));
    closed = false;
    declared = false;
    coordinator = null;
    viewDueMs = Round.NEVER;
  }

  private boolean isElecting() {
    return !closed && round.isTakingPart();
  }

  // Signals.

  @Override
  public List<Output> onSignal(Signal signal, long nowMs) {
    if (signal instanceof Signal.ViewInstalled installed) return onViewInstalled(installed.view());
    if (signal instanceof Signal.Freeze freeze) return onFreeze(freeze.ballot(), nowMs);
    if (signal instanceof Signal.Suspected suspected)
      return settle(onSuspected(suspected.member(), nowMs));
    // A death in an earlier view is no evidence about this one.
    if (signal instanceof Signal.Confirmed confirmed && confirmed.view().equals(electorate.view()))
      return settle(onConfirmed(confirmed.member(), nowMs));
    if (signal instanceof Signal.Cleared cleared) return settle(onCleared(cleared.member(), nowMs));
    return List.of();
  }

  private List<Output> onViewInstalled(View installed) {
    electorate = RingMembers.of(electorate.self(), installed);
    leaderDead = false;
    toRound(0);
    return List.of();
  }

  /**
   * A member that is being brought into a new view waits for that, and no longer fights for the
   * largest to lead it.
   */
  private List<Output> onFreeze(Ballot ballot, long nowMs) {
    // The leader's own ballot decides nothing about its successor.
    if (ballot.coordinator().equals(leader()) || electorate.isDead(ballot.coordinator()))
      return List.of();
    closed = true;
    coordinator = ballot.coordinator();
    viewDueMs = nowMs + settings.viewChangeTimeoutMs();
    return List.of();
  }

  private List<Output> onSuspected(MemberId member, long nowMs) {
    electorate.onSuspected(member);
    return isElecting() ? round.onSuspected(member, nowMs) : List.of();
  }

  private List<Output> onConfirmed(MemberId member, long nowMs) {
    if (member.equals(leader())) return onLeaderDead(nowMs);
    if (!electorate.onDead(member)) return List.of();
    if (coordinator != null)
      return member.equals(coordinator)
          ? again("coordinator " + member + " died", nowMs)
          : List.of();
    if (!isElecting()) return List.of();
    return round.isSpoiltBy(member) ? again(member + " died", nowMs) : round.onDead(member, nowMs);
  }

  private List<Output> onLeaderDead(long nowMs) {
    leaderDead = true;
    if (coordinator != null) return List.of();
    if (isElecting()) return round.begin(nowMs);
    if (closed) toRound(id.round() + 1);
    return begin("election started", "leader " + leader() + " is dead", nowMs);
  }

  private List<Output> begin(String event, String why, long nowMs) {
    var outputs = new ArrayList<Output>();
    outputs.add(note(event, ": " + why));
    outputs.addAll(round.begin(nowMs));
    return outputs;
  }

  private Note note(String event, String why) {
    var candidate = round.bestCandidate();
    return new Note(
        event, "view " + id.view() + ", round " + id.round() + ", candidate " + candidate + why);
  }

  /**
   * The round has come to nothing: another one begins, unless this member only joined and knows of
   * no dead leader.
   */
  private List<Output> again(String why, long nowMs) {
    closed = true;
    coordinator = null;
    viewDueMs = Round.NEVER;
    if (!leaderDead) return List.of();
    toRound(id.round() + 1);
    return begin("election restarted", why, nowMs);
  }

  private List<Output> onCleared(MemberId member, long nowMs) {
    if (member.equals(leader())) return onLeaderAlive();
    boolean isBack = electorate.onAlive(member);
    return isBack && isElecting() ? round.onAlive(member, nowMs) : List.of();
  }

  private List<Output> onLeaderAlive() {
    leaderDead = false;
    if (!isElecting()) return List.of();
    // Closed, not forgotten: the messages of this round that still travel end here.
    closed = true;
    return List.of(note("election cancelled", ": leader " + leader() + " was heard"));
  }

  // Messages.

  @Override
  public List<Output> onMessage(MemberId from, Message message, long nowMs) {
    if (!(message instanceof ElectionMessage told) || !electorate.admits(from, told.election()))
      return List.of();
    var token = token(told);
    if (token.isPresent() && !electorate.admits(from, token.get())) return List.of();
    var outputs = new ArrayList<Output>();
    acknowledgement(told, token)
        .flatMap(ack -> electorate.ring().member(from).map(to -> transmit(to, ack)))
        .ifPresent(outputs::add);
    if (told instanceof Nominate nomination) outputs.addAll(accuse(nomination.dead()));
    boolean isLater = told.election().round() > id.round();
    if (isLater && leads(told)) outputs.addAll(follow(from, told, nowMs));
    if (told.election().equals(id) && !closed) outputs.addAll(take(from, told, nowMs));
    return settle(outputs);
  }

  private static Optional<Token> token(ElectionMessage message) {
    if (message instanceof Elect elect) return Optional.of(Token.of(elect));
    if (message instanceof Announcement won) return Optional.of(Token.of(won));
    return Optional.empty();
  }

  private static Optional<ElectionMessage> acknowledgement(
      ElectionMessage message, Optional<Token> token) {
    return message instanceof Nominate nominate
        ? Optional.of(new NominateAck(nominate.election()))
        : token.map(Token::ack);
  }

  private static Transmit transmit(Member to, ElectionMessage message) {
    return new Transmit(Destination.to(to), message);
  }

  /**
   * Returns true if {@code message} makes this member go to its round. Others' lists start no
   * election: a member's own detection must have confirmed the leader's death.
   */
  private boolean leads(ElectionMessage message) {
    if (message instanceof LiveList)
      return settings.mode() == ElectionMode.CLASSIC && leaderDead && isElecting();
    return message instanceof Nominate || token(message).isPresent();
  }

  private List<Output> follow(MemberId from, ElectionMessage message, long nowMs) {
    toRound(message.election().round());
    return message instanceof LiveList
        ? begin("election restarted", from + " restarted it", nowMs)
        : List.of();
  }

  private List<Output> take(MemberId from, ElectionMessage message, long nowMs) {
    boolean wasTakingPart = round.isTakingPart();
    var outputs = new ArrayList<Output>(round.onMessage(from, message, nowMs));
    if (wasTakingPart || !round.isTakingPart()) return outputs;
    outputs.add(note("election joined", ": " + from + " drew this member in"));
    // So that this member can act when it has won.
    if (!leaderDead && !round.isWon()) outputs.add(accused());
    if (leaderDead) outputs.addAll(round.begin(nowMs));
    return outputs;
  }

  /** A member that is dead beside the leader must not be waited for, either. */
  private List<Output> accuse(List<MemberId> dead) {
    return dead.stream()
        .filter(member -> electorate.ring().contains(member) && !electorate.isDead(member))
        .<Output>map(member -> new Signal.Accused(electorate.view(), member))
        .toList();
  }

  // Time, and the end.

  @Override
  public List<Output> onTick(long nowMs) {
    var outputs = new ArrayList<Output>();
    if (!closed) outputs.addAll(round.onTick(nowMs));
    if (nowMs >= (closed ? viewDueMs : round.deadlineMs()))
      outputs.addAll(again("no new view in time", nowMs));
    return settle(outputs);
  }

  /**
   * No member acts whose own failure detection does not agree that the leader is silent, whichever
   * member reports it: then the win waits, as long as its round does.
   */
  private List<Output> settle(List<Output> outputs) {
    if (closed || declared || !round.isWon()) return outputs;
    var settled = new ArrayList<Output>(outputs);
    if (leaderDead) {
      declared = true;
      settled.add(note("election won", ""));
      settled.add(new Signal.Elected(electorate.view()));
    } else {
      settled.add(accused());
    }
    return settled;
  }

  private Signal accused() {
    return new Signal.Accused(electorate.view(), leader());
  }
}
