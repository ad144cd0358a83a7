package dev.parley.protocol.election;

import dev.parley.protocol.Destination;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Output;
import dev.parley.protocol.Output.Transmit;
import dev.parley.protocol.election.ElectionMessage.Nominate;
import dev.parley.protocol.election.ElectionMessage.NominateAck;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Mode jump: every member knows the ring and the largest member on it, so all hops that would only
 * compare and forward are left out, and a member that confirms the leader's death notifies the heir
 * itself, and after a silence of one hop timeout the next one. The heir that misses the leader
 * first notifies no member.
 *
 * <p>Wins in one hop if the heir lives, however large the ring is.
 */
final class JumpRound implements Round {
  private final RoundSpec spec;

  /** The heir whose acknowledgement is awaited, and until when. */
  private Optional<MemberId> asked = Optional.empty();

  private long askedUntilMs = NEVER;

  /** Heirs that this member has nominated, and that have not died since. */
  private final SortedSet<MemberId> nominated = new TreeSet<>();

  /** Heirs that know of their nomination. */
  private final SortedSet<MemberId> taken = new TreeSet<>();

  /** Heirs that did not answer: passed over in this round, which excludes no member. */
  private final SortedSet<MemberId> silent = new TreeSet<>();

  private boolean begun;
  private boolean won;
  private long claimMs = NEVER;
  private long deadlineMs = NEVER;

  JumpRound(RoundSpec spec) {
    this.spec = spec;
  }

  private MemberId self() {
    return spec.electorate().self();
  }

  @Override
  public List<Output> begin(long nowMs) {
    if (isTakingPart()) return List.of();
    begun = true;
    deadlineMs = nowMs + spec.heirPatienceMs();
    return nominate(nowMs);
  }

  /** Asks the largest that is left, down to this member itself. */
  private List<Output> nominate(long nowMs) {
    var heir =
        spec.electorate().heirs().stream().filter(each -> !silent.contains(each)).findFirst();
    if (heir.isEmpty()) return List.of();
    if (heir.get().equals(self())) {
      claim(nowMs, nowMs);
      return List.of();
    }
    asked = heir;
    askedUntilMs = nowMs + spec.hopTimeoutMs();
    nominated.add(heir.get());
    deadlineMs = nowMs + spec.heirPatienceMs();
    return tell(heir.get());
  }

  private List<Output> tell(MemberId heir) {
    var message = new Nominate(spec.id(), spec.electorate().dead(), Nominate.NO_RANK);
    return spec.electorate()
        .ring()
        .member(heir)
        .<List<Output>>map(to -> List.of(new Transmit(Destination.to(to), message)))
        .orElse(List.of());
  }

  /** This member is to act from {@code dueMs} on. */
  private void claim(long dueMs, long nowMs) {
    claimMs = Math.min(claimMs, dueMs);
    if (deadlineMs == NEVER) deadlineMs = nowMs + spec.heirPatienceMs();
    winIfDue(nowMs);
  }

  /** An heir before this one that knows of its nomination will act: two at once would both fail. */
  private void winIfDue(long nowMs) {
    boolean isAnotherBefore = !taken.isEmpty() && taken.last().compareTo(self()) > 0;
    won |= nowMs >= claimMs && !isAnotherBefore;
  }

  @Override
  public List<Output> onMessage(MemberId from, ElectionMessage message, long nowMs) {
    if (message instanceof Nominate) {
      // The member that nominated this one did not know of an heir that this one awaits.
      boolean awaitsLarger = asked.filter(heir -> heir.compareTo(self()) > 0).isPresent();
      claim(awaitsLarger ? nowMs + spec.hopTimeoutMs() : nowMs, nowMs);
    }
    if (message instanceof NominateAck) onAck(from, nowMs);
    return List.of();
  }

  private void onAck(MemberId from, long nowMs) {
    // A late answer is as good as one in time: it matters only that the heir knows.
    boolean isAwaited = forgetAsked(from) || silent.remove(from);
    if (!isAwaited || spec.electorate().isDead(from)) return;
    taken.add(from);
    deadlineMs = nowMs + spec.heirPatienceMs();
  }

  @Override
  public List<Output> onTick(long nowMs) {
    winIfDue(nowMs);
    return asked.isPresent() && nowMs >= askedUntilMs
        ? passOver(asked.orElseThrow(), nowMs)
        : List.of();
  }

  /** Returns true if {@code heir} was the one whose acknowledgement is awaited. */
  private boolean forgetAsked(MemberId heir) {
    boolean was = asked.filter(heir::equals).isPresent();
    if (was) asked = Optional.empty();
    return was;
  }

  private List<Output> passOver(MemberId heir, long nowMs) {
    boolean wasAsked = forgetAsked(heir);
    boolean wasAwaited = taken.remove(heir) || wasAsked;
    silent.add(heir);
    boolean isAnybodyLeft = asked.isPresent() || !taken.isEmpty() || claimMs != NEVER;
    return wasAwaited && !isAnybodyLeft ? nominate(nowMs) : List.of();
  }

  /** One that took its nomination has time until its death is confirmed: it may only be slow. */
  @Override
  public List<Output> onSuspected(MemberId member, long nowMs) {
    return asked.filter(member::equals).isPresent() ? passOver(member, nowMs) : List.of();
  }

  @Override
  public List<Output> onDead(MemberId member, long nowMs) {
    nominated.remove(member);
    var outputs = new ArrayList<Output>();
    // An heir that was notified already would wait for the dead member in its view change.
    for (var heir : nominated) if (!silent.contains(heir)) outputs.addAll(tell(heir));
    outputs.addAll(passOver(member, nowMs));
    return outputs;
  }

  @Override
  public List<Output> onAlive(MemberId member, long nowMs) {
    silent.remove(member);
    return List.of();
  }

  @Override
  public boolean isTakingPart() {
    return begun || claimMs != NEVER;
  }

  @Override
  public boolean isWon() {
    return won;
  }

  /** A dead heir is followed by the next one in the same round. */
  @Override
  public boolean isSpoiltBy(MemberId member) {
    return false;
  }

  @Override
  public MemberId bestCandidate() {
    if (!taken.isEmpty()) return taken.last();
    return asked.orElse(self());
  }

  @Override
  public long deadlineMs() {
    return deadlineMs;
  }
}
