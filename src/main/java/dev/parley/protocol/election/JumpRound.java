package dev.parley.protocol.election;

import dev.parley.protocol.Destination;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Output;
import dev.parley.protocol.Output.Transmit;
import dev.parley.protocol.election.ElectionMessage.Nominate;
import dev.parley.protocol.election.ElectionMessage.NominateAck;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Modes jump and jump-hedged: everybody knows the ring and who is the largest on it, so all hops
 * that would only compare and pass on are left out, and whoever confirms the leader's death says so
 * to the heir itself. The heir that misses the leader first tells nobody. Mode jump asks one heir,
 * and the next one after a silence of one hop timeout; the hedged form asks three at once, of whom
 * each acts a hop timeout later than the one before it, unless that one has begun to change the
 * view meanwhile.
 *
 * <p>Wins in one hop if the heir lives, however large the ring is.
 */
final class JumpRound implements Round {
  /** Heirs that the hedged form asks at once: two may be dead without a further hop. */
  static final int HEDGE = 3;

  private final RoundSpec spec;
  private final int width;

  /** Whose acknowledgement is awaited, and until when. */
  private final SortedMap<MemberId, Long> open = new TreeMap<>();

  /** What each heir was told of its place. */
  private final SortedMap<MemberId, Integer> ranks = new TreeMap<>();

  /** Heirs that know of their nomination. */
  private final SortedSet<MemberId> taken = new TreeSet<>();

  /** Heirs that did not answer: passed over in this round, which excludes nobody. */
  private final SortedSet<MemberId> silent = new TreeSet<>();

  private boolean begun;
  private boolean won;
  private long claimMs = NEVER;
  private long deadlineMs = NEVER;

  JumpRound(RoundSpec spec, int width) {
    this.spec = spec;
    this.width = width;
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

  /** Asks the largest that are left, down to this member itself. */
  private List<Output> nominate(long nowMs) {
    var heirs =
        spec.electorate().heirs().stream()
            .filter(heir -> !silent.contains(heir))
            .limit(width)
            .toList();
    var outputs = new ArrayList<Output>();
    for (var heir : heirs) {
      int rank = heirs.indexOf(heir);
      if (heir.equals(self())) claim(rank, nowMs);
      else outputs.addAll(nominate(heir, rank, nowMs));
    }
    return outputs;
  }

  private List<Output> nominate(MemberId heir, int rank, long nowMs) {
    open.put(heir, nowMs + spec.hopTimeoutMs());
    ranks.put(heir, rank);
    deadlineMs = nowMs + spec.heirPatienceMs();
    return tell(heir, rank);
  }

  private List<Output> tell(MemberId heir, int rank) {
    var message = new Nominate(spec.id(), spec.electorate().dead(), rank);
    return spec.electorate()
        .ring()
        .member(heir)
        .<List<Output>>map(to -> List.of(new Transmit(Destination.to(to), message)))
        .orElse(List.of());
  }

  /** This member is to act, but first those may that are before it. */
  private void claim(int rank, long nowMs) {
    claimMs = Math.min(claimMs, nowMs + rank * spec.hopTimeoutMs());
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
    if (message instanceof Nominate nomination) {
      int rank = Math.max(0, Math.min(nomination.rank(), HEDGE - 1));
      // Who nominated this member did not know of an heir that this one awaits.
      boolean awaitsLarger = !open.isEmpty() && open.lastKey().compareTo(self()) > 0;
      claim(awaitsLarger ? Math.max(1, rank) : rank, nowMs);
    }
    if (message instanceof NominateAck) onAck(from, nowMs);
    return List.of();
  }

  private void onAck(MemberId from, long nowMs) {
    // A late answer is as good as one in time: what counts is that the heir knows.
    boolean isAwaited = open.remove(from) != null || silent.remove(from);
    if (!isAwaited || spec.electorate().isDead(from)) return;
    taken.add(from);
    deadlineMs = nowMs + spec.heirPatienceMs();
  }

  @Override
  public List<Output> onTick(long nowMs) {
    winIfDue(nowMs);
    var late = open.keySet().stream().filter(heir -> nowMs >= open.getOrDefault(heir, NEVER));
    var outputs = new ArrayList<Output>();
    for (var heir : late.toList()) outputs.addAll(passOver(heir, nowMs));
    return outputs;
  }

  private List<Output> passOver(MemberId heir, long nowMs) {
    boolean wasOpen = open.remove(heir) != null;
    boolean wasAwaited = taken.remove(heir) || wasOpen;
    silent.add(heir);
    boolean isAnybodyLeft = !open.isEmpty() || !taken.isEmpty() || claimMs != NEVER;
    return wasAwaited && !isAnybodyLeft ? nominate(nowMs) : List.of();
  }

  /** One that took its nomination has time until its death is confirmed: it may only be slow. */
  @Override
  public List<Output> onSuspected(MemberId member, long nowMs) {
    return open.containsKey(member) ? passOver(member, nowMs) : List.of();
  }

  @Override
  public List<Output> onDead(MemberId member, long nowMs) {
    ranks.remove(member);
    var outputs = new ArrayList<Output>();
    // Who was told already would wait for this one in its view change.
    for (var told : ranks.entrySet())
      if (!silent.contains(told.getKey())) outputs.addAll(tell(told.getKey(), told.getValue()));
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
    return open.isEmpty() ? self() : open.lastKey();
  }

  @Override
  public long deadlineMs() {
    return deadlineMs;
  }
}
