package dev.parley.protocol.links;

import dev.parley.protocol.Core;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Message;
import dev.parley.protocol.Output;
import dev.parley.protocol.Output.Note;
import dev.parley.protocol.Signal;
import dev.parley.protocol.View;
import dev.parley.protocol.links.LinkGreeting.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The links around the ring: with which members this one keeps a link, and when the end of a link
 * is evidence of a death. A link carries nothing; the operating system closes it when the process
 * at its other end dies, however that dies, within a round trip. It closes nothing when a process
 * is paused or the network is cut: silence reveals that. A missing link costs time, never accuracy.
 *
 * <p>Evidence is only the end, without a goodbye, of a link that was up, to a neighbour in the view
 * in force, to which no other link is up. Then the neighbour is called once more, at once.
 */
public final class LinkRules implements Core {
  /** Links that others dialled and that are up, at most: four neighbours, in old and new views. */
  public static final int MAX_ACCEPTED = 16;

  private record Link(MemberId peer, boolean isDialled) {}

  private final MemberId self;
  private final SortedMap<Long, Link> links = new TreeMap<>();
  private final SortedMap<MemberId, LinkPeer> neighbours = new TreeMap<>();
  private @Nullable View view;
  private boolean leaving;
  private long lastLink;

  public LinkRules(MemberId self) {
    this.self = self;
  }

  /** A number for a link that came in. */
  public long newLink() {
    return ++lastLink;
  }

  @Override
  public List<Output> onMessage(MemberId from, Message message, long nowMs) {
    return List.of();
  }

  @Override
  public List<Output> onSignal(Signal signal, long nowMs) {
    if (!(signal instanceof Signal.ViewInstalled installed)) return List.of();
    view = installed.view();
    var wanted = leaving ? LinkPlan.NONE : LinkPlan.of(installed.view(), self);
    neighbours
        .keySet()
        .removeIf(
            peer -> !wanted.dialled().containsKey(peer) && !wanted.expected().containsKey(peer));
    wanted.dialled().values().forEach(peer -> meet(peer, true, nowMs));
    wanted.expected().values().forEach(peer -> meet(peer, false, nowMs));
    var outputs = new ArrayList<Output>(hangUpOnStrangers());
    outputs.addAll(onTick(nowMs));
    return outputs;
  }

  private void meet(Member peer, boolean dials, long nowMs) {
    neighbours.computeIfAbsent(peer.id(), id -> new LinkPeer(peer, nowMs)).dials(dials);
  }

  private List<Output> hangUpOnStrangers() {
    var outputs = new ArrayList<Output>();
    for (var entry : List.copyOf(links.entrySet())) {
      if (!neighbours.containsKey(entry.getValue().peer())) {
        links.remove(entry.getKey());
        outputs.add(new LinkOutput.HangUp(entry.getKey()));
      }
    }
    return outputs;
  }

  /** This member wants to leave: from here on the end of its links is to mean nothing. */
  public List<Output> onLeaving() {
    leaving = true;
    neighbours.clear();
    return hangUpOnStrangers();
  }

  @Override
  public List<Output> onTick(long nowMs) {
    var current = view;
    if (current == null) return List.of();
    var outputs = new ArrayList<Output>();
    for (var neighbour : neighbours.values()) {
      if (neighbour.isDialDue(nowMs) && !isUp(neighbour.id()))
        outputs.add(dial(neighbour, current));
    }
    return outputs;
  }

  private boolean isUp(MemberId peer) {
    return links.values().stream().anyMatch(link -> link.peer().equals(peer));
  }

  private Output dial(LinkPeer neighbour, View current) {
    long link = newLink();
    neighbour.onDial(link);
    return call(link, neighbour, current);
  }

  private Output call(long link, LinkPeer neighbour, View current) {
    return new LinkOutput.Dial(
        link, neighbour.member(), new LinkGreeting(self, neighbour.id(), current.id()));
  }

  // Links that others dial.

  /** A link came in; {@code link} is from {@link #newLink}. */
  public List<Output> onGreeting(long link, LinkGreeting greeting) {
    if (!greeting.to().equals(self))
      return List.of(new LinkOutput.Reply(link, Verdict.SOMEBODY_ELSE));
    if (!isWelcome(greeting)) return List.of(new LinkOutput.Reply(link, Verdict.NOT_NOW));
    links.put(link, new Link(greeting.from(), false));
    return List.of(new LinkOutput.Reply(link, Verdict.WELCOME));
  }

  // A member that is a view ahead of this one is its neighbour when that view arrives here. One
  // that is not has been left behind, or does not know yet that the two are no longer neighbours.
  private boolean isWelcome(LinkGreeting greeting) {
    long accepted = links.values().stream().filter(link -> !link.isDialled()).count();
    if (leaving || accepted >= MAX_ACCEPTED || greeting.from().equals(self)) return false;
    var current = view;
    return current == null
        || neighbours.containsKey(greeting.from())
        || greeting.view().epoch() > current.id().epoch();
  }

  // Links that this member dialled.

  /** The greeting on {@code link} was answered. */
  public List<Output> onAnswer(long link, Verdict verdict, long nowMs) {
    var neighbour = dialling(link);
    if (neighbour == null) {
      // Wanted when it was dialled, and no longer.
      return verdict == Verdict.WELCOME ? List.of(new LinkOutput.HangUp(link)) : List.of();
    }
    if (verdict != Verdict.WELCOME)
      return onDialFailed(neighbour, verdict == Verdict.SOMEBODY_ELSE, nowMs);
    boolean isKept = neighbour.dials();
    neighbour.onUp(nowMs);
    // It lives, and dials this link itself when it sees that its own has ended.
    if (!isKept) return List.of(new LinkOutput.HangUp(link));
    links.put(link, new Link(neighbour.id(), true));
    return List.of();
  }

  /**
   * No connection came about; {@code refused}: the peer's machine answered that no process listens.
   */
  public List<Output> onUnreachable(long link, boolean refused, long nowMs) {
    var neighbour = dialling(link);
    return neighbour == null ? List.of() : onDialFailed(neighbour, refused, nowMs);
  }

  private List<Output> onDialFailed(LinkPeer neighbour, boolean isGone, long nowMs) {
    boolean isEvidence = isGone && neighbour.isDialledAfterDeath();
    neighbour.onDown(nowMs);
    // A port that was never open to this member may be closed by a firewall.
    if (!isEvidence) return List.of();
    return List.of(
        note("link refused", neighbour.id()), new LinkOutput.Broken(neighbour.id(), true));
  }

  private @Nullable LinkPeer dialling(long link) {
    for (var neighbour : neighbours.values()) if (neighbour.isDialling(link)) return neighbour;
    return null;
  }

  // The end of a link.

  /** The other end said goodbye: it moved on, or leaves. */
  public List<Output> onGoodbye(long link, long nowMs) {
    var ended = links.remove(link);
    var neighbour = ended == null ? null : neighbours.get(ended.peer());
    if (neighbour != null) neighbour.onDown(nowMs);
    return List.of();
  }

  /**
   * The connection is closed, by either end; after {@link LinkOutput.HangUp} this means nothing.
   */
  public List<Output> onClosed(long link, long nowMs) {
    var dialled = dialling(link);
    if (dialled != null) return onDialFailed(dialled, false, nowMs);
    var ended = links.remove(link);
    var current = view;
    if (ended == null || current == null) return List.of();
    var neighbour = neighbours.get(ended.peer());
    if (neighbour == null || isUp(ended.peer())) return List.of();
    if (!neighbour.mayCallBack(nowMs)) {
      neighbour.onDown(nowMs);
      return List.of();
    }
    long again = newLink();
    neighbour.onCallBack(again, nowMs);
    return List.of(
        note("link closed", ended.peer()),
        new LinkOutput.Broken(ended.peer(), false),
        call(again, neighbour, current));
  }

  private Note note(String event, MemberId peer) {
    return new Note(event, peer, "to " + peer + (view == null ? "" : " in view " + view.id()));
  }

  /** How many links are up, for the shell's tests and figures. */
  public int up() {
    return links.size();
  }

  /** The members to which links are up. */
  public List<MemberId> linked() {
    return links.values().stream().map(Link::peer).distinct().toList();
  }
}
