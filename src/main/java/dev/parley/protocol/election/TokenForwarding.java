package dev.parley.protocol.election;

import dev.parley.protocol.Destination;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Output;
import dev.parley.protocol.Output.Transmit;
import dev.parley.protocol.election.ElectionMessage.HopAck;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Brings the tokens of one round to the next member: each is sent until acknowledged, at most
 * {@link ElectionSettings#HOP_TRIES} times, then to the member after. A skipped member stays
 * skipped in this round; that excludes no member from the group. Holds at most one hop for each
 * token, so two for each member of the ring.
 */
final class TokenForwarding {
  private record Hop(Token token, Member to, boolean isLast, int tries, long nextTryMs) {}

  private final RingMembers electorate;
  private final long timeoutMs;
  private final Map<HopAck, Hop> open = new LinkedHashMap<>();
  private final SortedSet<MemberId> skipped = new TreeSet<>();
  private final SortedSet<MemberId> receivers = new TreeSet<>();

  TokenForwarding(RingMembers electorate, long timeoutMs) {
    this.electorate = electorate;
    this.timeoutMs = timeoutMs;
  }

  /**
   * Sends {@code token} to the successor; nowhere if all others are dead or skipped: then only
   * another round helps.
   */
  List<Output> send(Token token, long nowMs) {
    var next = electorate.successor(skipped);
    return next.isEmpty() ? List.of() : send(new Hop(token, next.get(), false, 0, nowMs), nowMs);
  }

  /** Sends {@code token} to its own candidate, past all members in between. */
  List<Output> sendHome(Token token, long nowMs) {
    var home = electorate.ring().member(token.candidate());
    return home.isEmpty() ? List.of() : send(new Hop(token, home.get(), true, 0, nowMs), nowMs);
  }

  private List<Output> send(Hop hop, long nowMs) {
    long waitMs = timeoutMs << hop.tries();
    open.put(
        hop.token().ack(),
        new Hop(hop.token(), hop.to(), hop.isLast(), hop.tries() + 1, nowMs + waitMs));
    return List.of(new Transmit(Destination.to(hop.to()), hop.token().message()));
  }

  void onAck(MemberId from, HopAck ack) {
    var hop = open.get(ack);
    // From another member: it was skipped since, and the token has been sent on to a further
    // member.
    if (hop == null || !hop.to().id().equals(from)) return;
    open.remove(ack);
    receivers.add(from);
  }

  /**
   * Returns true if {@code member} took a token from this member in this round: if it died, the
   * token may have died with it.
   */
  boolean hasReceived(MemberId member) {
    return receivers.contains(member);
  }

  List<Output> onTick(long nowMs) {
    var outputs = new ArrayList<Output>();
    for (var hop : List.copyOf(open.values())) {
      if (nowMs < hop.nextTryMs()) continue;
      outputs.addAll(
          hop.tries() < ElectionSettings.HOP_TRIES ? send(hop, nowMs) : skip(hop, nowMs));
    }
    return outputs;
  }

  private List<Output> skip(Hop hop, long nowMs) {
    open.remove(hop.token().ack());
    if (hop.isLast()) return List.of();
    skipped.add(hop.to().id());
    return send(hop.token(), nowMs);
  }

  /**
   * {@code member} is dead now: its token goes nowhere any more, and tokens on the way to it take
   * another.
   */
  List<Output> onDead(MemberId member, long nowMs) {
    var outputs = new ArrayList<Output>();
    open.values().removeIf(hop -> hop.token().candidate().equals(member));
    for (var hop : List.copyOf(open.values())) {
      if (hop.to().id().equals(member)) outputs.addAll(skip(hop, nowMs));
    }
    return outputs;
  }
}
