package dev.parley.protocol.reach;

import dev.parley.protocol.Destination;
import dev.parley.protocol.Endpoint;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Output;
import dev.parley.protocol.Output.Note;
import dev.parley.protocol.Output.Transmit;
import dev.parley.protocol.View;
import dev.parley.protocol.reach.ReachMessage.MulticastHeard;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Detects which members this node's multicasts reach: networks swallow them silently. A member
 * counts as reached while it reports that it hears this node by multicast, and is heard by
 * multicast itself: the second is noticed sooner, and a fault in one direction is usually one in
 * both. All others of the view get messages to the group by unicast as well, so a wrong guess costs
 * datagrams and never messages. Multicasts are sent all the time: so the node notices when they
 * arrive again.
 */
public final class MulticastReach {
  /** Leave the multicast group and join it again: the network may have forgotten this node. */
  public enum Rejoin implements Output {
    INSTANCE
  }

  private static final long NEVER = Long.MIN_VALUE;

  private final ReachSettings settings;
  private final Map<MemberId, ReachPeer> peers = new LinkedHashMap<>();
  private @Nullable MemberId self;
  private List<Endpoint> unreached = List.of();
  private List<MemberId> said = List.of();
  private long saidMs = NEVER;
  private long heardInGroupMs = NEVER;
  private boolean noted;

  public MulticastReach(ReachSettings settings) {
    this.settings = settings;
  }

  /** Reports of others about an earlier incarnation of this node no longer count. */
  public void onLive(MemberId now) {
    self = now;
    peers.values().forEach(ReachPeer::onUnknown);
  }

  /** Exactly its other members matter from now on; the knowledge about them is kept. */
  public void onView(View view, long nowMs) {
    Map<MemberId, ReachPeer> next = new LinkedHashMap<>();
    for (var member : view.members()) {
      if (member.id().equals(self)) continue;
      var known = peers.get(member.id());
      next.put(member.id(), known == null ? new ReachPeer(member, nowMs) : known);
    }
    peers.clear();
    peers.putAll(next);
    saidMs = NEVER;
    judge(nowMs);
  }

  /** Any message of {@code from} arrived; {@code byMulticast} is the way on which it came. */
  public void onArrived(MemberId from, boolean byMulticast, long nowMs) {
    var peer = peers.get(from);
    if (peer == null) return;
    peer.onArrived(byMulticast, nowMs);
    if (byMulticast) heardInGroupMs = nowMs;
  }

  public void onMessage(MemberId from, MulticastHeard heard, long nowMs) {
    var peer = peers.get(from);
    if (peer == null || self == null) return;
    peer.onSaid(heard.members().contains(self), nowMs);
    judge(nowMs);
  }

  /**
   * To be called every {@link dev.parley.protocol.Core#TICK_MS} or less often, while multicast is
   * on.
   */
  public List<Output> onTick(long nowMs) {
    judge(nowMs);
    var outputs = new ArrayList<Output>();
    sayWhoIsHeard(outputs, nowMs);
    note(outputs, nowMs);
    if (heardInGroupMs == NEVER) heardInGroupMs = nowMs;
    if (nowMs - heardInGroupMs >= ReachSettings.REJOIN_MS) {
      heardInGroupMs = nowMs;
      outputs.add(Rejoin.INSTANCE);
    }
    return outputs;
  }

  /** The other members that get messages to the group by unicast as well. */
  public List<Endpoint> unreached() {
    return unreached;
  }

  /** Returns true if this node has others in its view and multicast reaches them all. */
  public boolean reachesAll() {
    return !peers.isEmpty() && unreached.isEmpty();
  }

  private void judge(long nowMs) {
    List<Endpoint> missing = List.of();
    for (var peer : peers.values()) {
      if (peer.isReached(settings, nowMs)) continue;
      if (missing.isEmpty()) missing = new ArrayList<>();
      missing.add(peer.member().bus());
    }
    unreached = missing;
  }

  private void sayWhoIsHeard(List<Output> outputs, long nowMs) {
    if (peers.isEmpty()) return;
    var heard = new ArrayList<MemberId>();
    for (var peer : peers.values())
      if (peer.isHeard(settings, nowMs)) heard.add(peer.member().id());
    long everyMs =
        heard.size() == peers.size() ? settings.sayEveryMs() : settings.sayMissingEveryMs();
    if (heard.equals(said) && saidMs != NEVER && nowMs - saidMs < everyMs) return;
    said = List.copyOf(heard);
    saidMs = nowMs;
    outputs.add(new Transmit(Destination.Group.INSTANCE, new MulticastHeard(said)));
  }

  /** One line whenever a member more is missed, and one when all are reached again. */
  private void note(List<Output> outputs, long nowMs) {
    boolean isMore = false;
    var missing = new ArrayList<MemberId>();
    for (var each : peers.entrySet()) {
      boolean isChanged = each.getValue().changesNote(settings, nowMs);
      if (!each.getValue().isNoted()) continue;
      missing.add(each.getKey());
      isMore |= isChanged;
    }
    if (isMore) {
      noted = true;
      outputs.add(
          new Note(
              "no multicast between this node and " + names(missing),
              "they are addressed by unicast as well; nothing is lost, but the network carries more"));
    } else if (noted && missing.isEmpty() && reachesAll()) {
      noted = false;
      outputs.add(new Note("multicast works", "it reaches all other members of the view"));
    }
  }

  private static String names(List<MemberId> members) {
    return String.join(", ", members.stream().map(MemberId::node).toList());
  }
}
