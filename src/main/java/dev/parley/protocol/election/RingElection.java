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
import dev.parley.protocol.election.ElectionMessage.HopAck;
import dev.parley.protocol.election.ElectionMessage.LiveList;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Says who should try to lead after the leader of the view was confirmed silent: LeLann, Chang and
 * Roberts's election on the ring of the view's other members. An oracle, not a decision: it may
 * name nobody for a while, or two, and the view change stays safe; when the network is timely it
 * names the largest live member. This class decides when a round begins, ends and is repeated;
 * {@link Round} is the algorithm.
 */
public final class RingElection implements Core {
  private enum Phase {
    /** The leader lives, for all that this member knows. */
    IDLE,
    /** Mode classic: the leader is dead, and the others' lists of the living are awaited. */
    BARRIER,
    /** Tokens are on the ring; this member joined or initiated. */
    PARTICIPANT,
    /** Another than the leader is changing the view, so the election is over if that succeeds. */
    VIEW_CHANGE
  }

  private static final long NEVER = Long.MAX_VALUE;

  private final ElectionSettings settings;
  private final RandomGenerator random;

  private Electorate electorate;
  private boolean leaderDead;
  private Round round;
  private Barrier barrier;
  private Phase phase = Phase.IDLE;
  private @Nullable MemberId coordinator;
  private long deadlineMs = NEVER;

  /** {@code random} spreads restarts. */
  public RingElection(Member self, ElectionSettings settings, RandomGenerator random) {
    this.settings = settings;
    this.random = random;
    this.electorate = Electorate.none(self.id());
    var id = new ElectionId(electorate.view(), 0);
    this.round = new Round(id, electorate, settings);
    this.barrier = new Barrier(id, electorate);
  }

  @Override
  public List<Output> onSignal(Signal signal, long nowMs) {
    if (signal instanceof Signal.ViewInstalled installed) return onViewInstalled(installed.view());
    if (signal instanceof Signal.Freeze freeze) return onFreeze(freeze.ballot(), nowMs);
    // A death in an earlier view says nothing about this one.
    if (signal instanceof Signal.Confirmed confirmed && confirmed.view().equals(electorate.view()))
      return onConfirmed(confirmed.member(), nowMs);
    if (signal instanceof Signal.Cleared cleared) return onCleared(cleared.member(), nowMs);
    return List.of();
  }

  private List<Output> onViewInstalled(View installed) {
    electorate = Electorate.of(electorate.self(), installed);
    leaderDead = false;
    toRound(0);
    rest();
    return List.of();
  }

  private MemberId leader() {
    return electorate.view().leader();
  }

  private void toRound(int number) {
    var id = new ElectionId(electorate.view(), Math.min(number, Electorate.MAX_ROUND));
    round = new Round(id, electorate, settings);
    barrier = new Barrier(id, electorate);
  }

  private void rest() {
    phase = Phase.IDLE;
    coordinator = null;
    deadlineMs = NEVER;
  }

  /**
   * A member that is being brought into a new view waits for that, and no longer fights for the
   * largest to lead it.
   */
  private List<Output> onFreeze(Ballot ballot, long nowMs) {
    // The leader's own ballot says nothing about who succeeds it.
    if (ballot.coordinator().equals(leader()) || electorate.isDead(ballot.coordinator()))
      return List.of();
    round.close();
    phase = Phase.VIEW_CHANGE;
    coordinator = ballot.coordinator();
    deadlineMs = nowMs + settings.viewChangeTimeoutMs();
    return List.of();
  }

  private List<Output> onConfirmed(MemberId member, long nowMs) {
    if (member.equals(leader())) return onLeaderDead(nowMs);
    if (!electorate.onDead(member)) return List.of();
    return switch (phase) {
      case IDLE -> List.of();
      case BARRIER -> tellLive(nowMs);
      case PARTICIPANT ->
          round.isSpoiltBy(member) ? again(member + " died", nowMs) : round.onDead(member, nowMs);
      case VIEW_CHANGE ->
          member.equals(coordinator) ? again("coordinator " + member + " died", nowMs) : List.of();
    };
  }

  private List<Output> onLeaderDead(long nowMs) {
    leaderDead = true;
    if (phase != Phase.IDLE) return List.of();
    if (round.isClosed()) toRound(round.id().round() + 1);
    return begin("election started", "leader " + leader() + " is dead", nowMs);
  }

  private List<Output> begin(String event, String why, long nowMs) {
    var outputs = new ArrayList<Output>();
    outputs.add(note(event, why));
    outputs.addAll(settings.mode() == ElectionMode.CLASSIC ? awaitLists(nowMs) : initiate(nowMs));
    return outputs;
  }

  private Note note(String event, String why) {
    return new Note(
        event,
        "view "
            + electorate.view()
            + ", round "
            + round.id().round()
            + ", candidate "
            + round.bestCandidate()
            + ": "
            + why);
  }

  private List<Output> awaitLists(long nowMs) {
    phase = Phase.BARRIER;
    // Lists that differ for ever, as one dead link can make them, must not leave the group without
    // a leader.
    deadlineMs = nowMs + settings.viewChangeTimeoutMs();
    return tellLive(nowMs);
  }

  private List<Output> tellLive(long nowMs) {
    var outputs = new ArrayList<Output>(barrier.tell(nowMs));
    outputs.addAll(initiateIfAgreed(nowMs));
    return outputs;
  }

  private List<Output> initiateIfAgreed(long nowMs) {
    return phase == Phase.BARRIER && barrier.isAgreed() ? initiate(nowMs) : List.of();
  }

  private List<Output> initiate(long nowMs) {
    participate(nowMs);
    return round.initiate(nowMs);
  }

  private void participate(long nowMs) {
    phase = Phase.PARTICIPANT;
    deadlineMs =
        nowMs
            + settings.roundTimeoutMs(electorate.ring().size(), round.id().round())
            + random.nextLong(ElectionSettings.RESTART_JITTER_MS + 1);
  }

  /**
   * The round has come to nothing: another one, unless this member only joined and knows of no dead
   * leader.
   */
  private List<Output> again(String why, long nowMs) {
    round.close();
    rest();
    if (!leaderDead) return List.of();
    toRound(round.id().round() + 1);
    return begin("election restarted", why, nowMs);
  }

  private List<Output> onCleared(MemberId member, long nowMs) {
    if (member.equals(leader())) return onLeaderAlive();
    if (!electorate.onAlive(member) || phase != Phase.BARRIER) return List.of();
    return tellLive(nowMs);
  }

  private List<Output> onLeaderAlive() {
    leaderDead = false;
    if (phase != Phase.BARRIER && phase != Phase.PARTICIPANT) return List.of();
    var cancelled = note("election cancelled", "leader " + leader() + " was heard");
    // Closed, not forgotten: the tokens of this round that still travel end here.
    round.close();
    rest();
    return List.of(cancelled);
  }

  @Override
  public List<Output> onMessage(MemberId from, Message message, long nowMs) {
    if (!(message instanceof ElectionMessage electionMessage)) return List.of();
    if (electionMessage instanceof Elect elect) return onToken(from, Token.of(elect), nowMs);
    if (electionMessage instanceof Announcement announcement)
      return onToken(from, Token.of(announcement), nowMs);
    if (electionMessage instanceof LiveList list) return onLiveList(from, list, nowMs);
    if (electionMessage instanceof HopAck ack) {
      if (ack.election().equals(round.id())) round.onAck(from, ack);
      return List.of();
    }
    throw new AssertionError("no effect for " + electionMessage);
  }

  private List<Output> onToken(MemberId from, Token token, long nowMs) {
    if (!electorate.admits(from, token.election())
        || !electorate.ring().contains(token.candidate())) return List.of();
    var outputs = new ArrayList<Output>();
    electorate
        .ring()
        .member(from)
        .ifPresent(sender -> outputs.add(new Transmit(Destination.to(sender), token.ack())));
    if (token.election().round() > round.id().round()) {
      rest();
      toRound(token.election().round());
    }
    if (token.election().equals(round.id()) && !round.isClosed())
      outputs.addAll(take(from, token, nowMs));
    return outputs;
  }

  private List<Output> take(MemberId from, Token token, long nowMs) {
    var outputs = new ArrayList<Output>();
    // Somebody's barrier is over, so all lists were the same; ours or theirs got lost.
    if (phase == Phase.BARRIER) outputs.addAll(initiate(nowMs));
    outputs.addAll(round.onToken(from, token, nowMs));
    if (phase == Phase.IDLE && (round.isParticipant() || leaderDead)) {
      participate(nowMs);
      outputs.add(note("election joined", "a token came from " + from));
    }
    return outputs;
  }

  private List<Output> onLiveList(MemberId from, LiveList list, long nowMs) {
    if (settings.mode() != ElectionMode.CLASSIC || !electorate.admits(from, list.election()))
      return List.of();
    var outputs = new ArrayList<Output>();
    if (list.election().round() > round.id().round() && isElecting()) {
      toRound(list.election().round());
      outputs.addAll(begin("election restarted", from + " restarted it", nowMs));
    }
    if (!list.election().equals(round.id())) return outputs;
    barrier.onList(from, list.live());
    outputs.addAll(initiateIfAgreed(nowMs));
    return outputs;
  }

  /**
   * Others' lists make nobody elect: a member's own detection must have confirmed the leader's
   * death.
   */
  private boolean isElecting() {
    return leaderDead && (phase == Phase.BARRIER || phase == Phase.PARTICIPANT);
  }

  @Override
  public List<Output> onTick(long nowMs) {
    var outputs = new ArrayList<Output>(round.onTick(nowMs));
    if (settings.mode() == ElectionMode.CLASSIC && isElecting() && barrier.isRepeatDue(nowMs))
      outputs.addAll(tellLive(nowMs));
    if (nowMs >= deadlineMs) outputs.addAll(onDeadline(nowMs));
    return outputs;
  }

  private List<Output> onDeadline(long nowMs) {
    if (phase == Phase.BARRIER) return initiate(nowMs);
    return again("no new view in time", nowMs);
  }
}
