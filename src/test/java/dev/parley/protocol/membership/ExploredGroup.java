package dev.parley.protocol.membership;

import dev.parley.protocol.Destination;
import dev.parley.protocol.FlushReport;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Message;
import dev.parley.protocol.Output;
import dev.parley.protocol.Output.Transmit;
import dev.parley.protocol.Signal;
import dev.parley.protocol.VersionVector;
import dev.parley.protocol.View;
import dev.parley.protocol.ViewId;
import dev.parley.protocol.membership.MembershipMessage.InstallAck;
import dev.parley.protocol.membership.MembershipMessage.JoinReady;
import dev.parley.protocol.membership.MembershipOutput.CopyState;
import dev.parley.protocol.membership.MembershipOutput.FetchState;
import dev.parley.protocol.membership.MembershipOutput.PersistPromise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Three nodes in one view and everything that may happen to them next: any message arrives, in any
 * order or never; any member believes that it was elected; one dies, starts again, and is found
 * out. Time stands still: what a timer would do is to ask again, and messages never are too late.
 * The multicast below has nothing to deliver and answers at once.
 */
final class ExploredGroup {
  /** Which rule does not hold here; the explorer must notice. */
  enum Broken {
    NOTHING,
    PROMISE_IS_FORGOTTEN
  }

  /** What happens next: to the datagram or the node of this index. */
  enum Kind {
    DELIVER,
    START,
    CRASH,
    RESTART,
    CONFIRM
  }

  record Choice(Kind kind, int index, int other) {}

  private static final int SIZE = 3;

  /** Together longer than a node waits for others before it founds a group. */
  private static final int TICKS = 10;

  private static final long TICK_MS = 100;

  private record Datagram(int to, MemberId from, Message message) {}

  /** One machine; the promise and the views that it was in outlive the process. */
  private static final class Node {
    final String name;
    long incarnation = 1;
    long promised;
    long nowMs;
    @Nullable Membership membership;
    final TreeSet<String> confirmed = new TreeSet<>();
    final List<Signal.ViewInstalled> installed = new ArrayList<>();

    Node(String name) {
      this.name = name;
    }

    Member self() {
      return Members.member(name, incarnation);
    }

    Membership running() {
      return Objects.requireNonNull(membership);
    }
  }

  private final Broken broken;
  private final List<Node> nodes = new ArrayList<>();
  private final List<Datagram> inFlight = new ArrayList<>();
  private int starts;
  private int crashes;
  private int restarts;

  /** All three in one view; then so many may start a view change, crash and start again. */
  ExploredGroup(int starts, int crashes, int restarts, Broken broken) {
    this.broken = broken;
    for (var name : List.of("a", "b", "c")) {
      var node = new Node(name);
      nodes.add(node);
      boot(node);
    }
    letTimePass(nodes.get(2));
    for (int i = 0; i < 2; i++) sayReady(nodes.get(i), 2);
    settle();
    for (int i = 0; i < TICKS; i++) {
      tick(nodes.get(2));
      settle();
    }
    this.starts = starts;
    this.crashes = crashes;
    this.restarts = restarts;
  }

  private static void boot(Node node) {
    node.membership =
        new Membership(
            node.self(), node.promised, Members.SETTINGS, new SplittableRandom(1), node.nowMs);
  }

  private void sayReady(Node node, int to) {
    var ready =
        new JoinReady(
            List.of(node.self()),
            ViewId.none(node.self().id()),
            node.promised,
            SharedSettings.NONE);
    inFlight.add(new Datagram(to, node.self().id(), ready));
  }

  private void settle() {
    while (!inFlight.isEmpty()) deliver(0);
  }

  // What may happen next, in an order that repeats.

  List<Choice> choices() {
    var choices = new ArrayList<Choice>();
    var seen = new HashSet<Datagram>();
    for (int i = 0; i < inFlight.size(); i++) {
      // Two of a kind are one choice.
      if (seen.add(inFlight.get(i))) choices.add(new Choice(Kind.DELIVER, i, 0));
    }
    for (int i = 0; i < SIZE; i++) {
      var node = nodes.get(i);
      if (node.membership == null) {
        if (restarts > 0) choices.add(new Choice(Kind.RESTART, i, 0));
        continue;
      }
      if (starts > 0) choices.add(new Choice(Kind.START, i, 0));
      if (crashes > 0) choices.add(new Choice(Kind.CRASH, i, 0));
      for (int other = 0; other < SIZE; other++) {
        if (isFoundDead(node, nodes.get(other))) choices.add(new Choice(Kind.CONFIRM, i, other));
      }
    }
    return choices;
  }

  void take(Choice choice) {
    switch (choice.kind()) {
      case DELIVER -> deliver(choice.index());
      case START -> start(choice.index());
      case CRASH -> crash(choice.index());
      case RESTART -> restart(choice.index());
      case CONFIRM -> confirm(choice.index(), nodes.get(choice.other()));
    }
  }

  private static boolean isFoundDead(Node node, Node other) {
    if (other.membership != null || node.running().view().isEmpty()) return false;
    var dead = other.self().id();
    return node.running().view().get().contains(dead) && !node.confirmed.contains(dead.toString());
  }

  private void deliver(int index) {
    var datagram = inFlight.remove(index);
    var node = nodes.get(datagram.to());
    if (node.membership == null || datagram.from().equals(node.self().id())) return;
    perform(node, node.membership.onMessage(datagram.from(), datagram.message(), node.nowMs));
  }

  private void start(int index) {
    starts--;
    var node = nodes.get(index);
    var view = node.running().view();
    // Nobody elects before there is a view: time passes until it founds a group.
    if (view.isEmpty()) letTimePass(node);
    else perform(node, node.running().onSignal(new Signal.Elected(view.get().id()), node.nowMs));
  }

  private void letTimePass(Node node) {
    for (int i = 0; i < TICKS; i++) tick(node);
  }

  private void tick(Node node) {
    node.nowMs += TICK_MS;
    perform(node, node.running().onTick(node.nowMs));
  }

  private void crash(int index) {
    crashes--;
    nodes.get(index).membership = null;
  }

  private void restart(int index) {
    restarts--;
    var node = nodes.get(index);
    node.incarnation++;
    if (broken == Broken.PROMISE_IS_FORGOTTEN) node.promised = 0;
    boot(node);
    for (int other = 0; other < SIZE; other++) if (other != index) sayReady(node, other);
  }

  private void confirm(int index, Node dead) {
    var node = nodes.get(index);
    node.confirmed.add(dead.self().id().toString());
    var view = node.running().view().orElseThrow().id();
    perform(
        node, node.running().onSignal(new Signal.Confirmed(view, dead.self().id()), node.nowMs));
  }

  // What the outputs of a core bring about.

  private void perform(Node node, List<Output> first) {
    var outputs = new ArrayDeque<>(first);
    while (!outputs.isEmpty()) {
      var output = outputs.remove();
      var more = new ArrayList<Output>();
      if (output instanceof Transmit transmit) send(node, transmit);
      else if (output instanceof PersistPromise promise) node.promised = promise.epoch();
      else if (output instanceof Signal.Freeze freeze)
        more.addAll(
            node.running().onSignal(new Signal.Frozen(freeze.ballot(), report(node)), node.nowMs));
      else if (output instanceof Signal.CutDecided cut)
        more.addAll(node.running().onSignal(new Signal.CutReached(cut.ballot()), node.nowMs));
      else if (output instanceof FetchState fetch)
        more.addAll(node.running().onStateFetched(fetch.ballot(), node.nowMs));
      else if (output instanceof CopyState) more.addAll(node.running().onStateCopied(node.nowMs));
      else if (output instanceof Signal.ViewInstalled installed) node.installed.add(installed);
      for (int i = more.size() - 1; i >= 0; i--) outputs.addFirst(more.get(i));
    }
  }

  private static FlushReport report(Node node) {
    var view = node.running().view();
    return view.isPresent()
        ? Members.report(view.get())
        : new FlushReport(ViewId.none(node.self().id()), List.of(), VersionVector.EMPTY, List.of());
  }

  private void send(Node from, Transmit transmit) {
    // An acknowledgement only ends the repetition of what is never repeated here.
    boolean isOfChange = transmit.message() instanceof MembershipMessage.Step;
    if (!isOfChange || transmit.message() instanceof InstallAck) return;
    for (int to = 0; to < SIZE; to++) {
      var bus = nodes.get(to).self().bus();
      boolean isMeant =
          transmit.to() instanceof Destination.One one
              ? one.bus().equals(bus)
              : !nodes.get(to).equals(from);
      if (isMeant) inFlight.add(new Datagram(to, from.self().id(), transmit.message()));
    }
  }

  /** Everything that decides what can happen from here on, and what has been installed. */
  String key() {
    var key = new StringBuilder().append(starts).append(crashes).append(restarts);
    for (var node : nodes) {
      key.append('|').append(node.incarnation).append(' ').append(node.promised);
      key.append(node.confirmed).append(node.installed);
      if (node.membership != null) Fields.append(node.membership, key);
    }
    inFlight.stream().map(Datagram::toString).sorted().forEach(key::append);
    return key.toString();
  }

  List<List<Signal.ViewInstalled>> installed() {
    return nodes.stream().map(node -> List.copyOf(node.installed)).toList();
  }

  /** The views that are in force now. */
  List<View> views() {
    var views = new ArrayList<View>();
    for (var node : nodes)
      if (node.membership != null) node.membership.view().ifPresent(views::add);
    return views;
  }
}
