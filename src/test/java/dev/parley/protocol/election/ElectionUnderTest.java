package dev.parley.protocol.election;

import dev.parley.protocol.Ballot;
import dev.parley.protocol.Core;
import dev.parley.protocol.CoreNetwork;
import dev.parley.protocol.Destination;
import dev.parley.protocol.Member;
import dev.parley.protocol.Message;
import dev.parley.protocol.Output;
import dev.parley.protocol.Output.Transmit;
import dev.parley.protocol.Signal;
import dev.parley.protocol.VersionVector;
import dev.parley.protocol.View;
import dev.parley.protocol.ViewId;
import dev.parley.protocol.election.ElectionMessage.Announcement;
import dev.parley.protocol.election.ElectionMessage.Elect;
import dev.parley.protocol.election.ElectionMessage.ElectionId;
import dev.parley.protocol.election.ElectionMessage.HopAck;
import dev.parley.protocol.election.ElectionMessage.LiveList;
import dev.parley.protocol.election.ElectionMessage.Nominate;
import dev.parley.protocol.election.ElectionMessage.NominateAck;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * The election of member C in the view of A, B, C, D and the leader, who is the largest; so the
 * ring is A, B, C, D. A hop times out after 30 ms; a round after 600, and up to 300 more by chance.
 */
final class ElectionUnderTest {
  static final Member A = CoreNetwork.member(1);
  static final Member B = CoreNetwork.member(2);
  static final Member C = CoreNetwork.member(3);
  static final Member D = CoreNetwork.member(4);
  static final Member LEADER = CoreNetwork.member(9);
  static final ViewId VIEW = new ViewId(7, LEADER.id());
  static final int LIMIT = 8;

  private final RingElection election;
  private ViewId view = VIEW;
  private long nowMs;

  private ElectionUnderTest(Member self, ElectionMode mode) {
    election = new RingElection(self, ElectionSettings.of(mode, 30), new Random(1));
  }

  static ElectionUnderTest eager() {
    return of(C, ElectionMode.EAGER, A, B, C, D, LEADER);
  }

  static ElectionUnderTest classic() {
    return of(C, ElectionMode.CLASSIC, A, B, C, D, LEADER);
  }

  static ElectionUnderTest of(Member self, ElectionMode mode, Member... members) {
    var test = new ElectionUnderTest(self, mode);
    test.install(VIEW, members);
    return test;
  }

  static ElectionUnderTest withoutView() {
    return new ElectionUnderTest(C, ElectionMode.EAGER);
  }

  List<Output> install(ViewId id, Member... members) {
    view = id;
    return signal(
        new Signal.ViewInstalled(View.of(id, Arrays.asList(members)), VersionVector.EMPTY));
  }

  List<Output> signal(Signal signal) {
    return election.onSignal(signal, nowMs);
  }

  List<Output> confirm(Member dead) {
    return confirm(view, dead);
  }

  List<Output> confirm(ViewId where, Member dead) {
    return signal(new Signal.Confirmed(where, dead.id()));
  }

  List<Output> clear(Member alive) {
    return signal(new Signal.Cleared(alive.id()));
  }

  List<Output> freeze(Member coordinator) {
    return signal(new Signal.Freeze(new Ballot(8, coordinator.id())));
  }

  List<Output> receive(Member from, Message message) {
    return election.onMessage(from.id(), message, nowMs);
  }

  /** Ticks on for {@code forMs}. */
  List<Output> tick(long forMs) {
    var outputs = new ArrayList<Output>();
    for (long endMs = nowMs + forMs; nowMs < endMs; ) {
      nowMs += Core.TICK_MS;
      outputs.addAll(election.onTick(nowMs));
    }
    return outputs;
  }

  static Nominate nominate(int round, int rank, Member... dead) {
    return new Nominate(round(round), Arrays.stream(dead).map(Member::id).toList(), rank);
  }

  static NominateAck ack(int round) {
    return new NominateAck(round(round));
  }

  static ElectionId round(int round) {
    return new ElectionId(VIEW, round);
  }

  static Elect elect(int round, Member candidate, int hopsLeft) {
    return new Elect(round(round), candidate.id(), hopsLeft);
  }

  static Announcement announcement(int round, Member winner, int hopsLeft) {
    return new Announcement(round(round), winner.id(), hopsLeft);
  }

  static LiveList list(int round, Member... live) {
    return new LiveList(round(round), Arrays.stream(live).map(Member::id).toList());
  }

  static HopAck ack(int round, Member candidate) {
    return new HopAck(round(round), candidate.id(), false);
  }

  static Transmit to(Member to, Message message) {
    return new Transmit(Destination.to(to), message);
  }

  static Transmit toAll(Message message) {
    return new Transmit(Destination.Group.INSTANCE, message);
  }

  static Signal elected() {
    return new Signal.Elected(VIEW);
  }

  /** What the others and membership see: without notes, and without {@link #accusations}. */
  static List<Output> effects(List<Output> outputs) {
    return outputs.stream()
        .filter(output -> !(output instanceof Output.Note) && !(output instanceof Signal.Accused))
        .toList();
  }

  /** What failure detection is told. */
  static List<Output> accusations(List<Output> outputs) {
    return outputs.stream().filter(Signal.Accused.class::isInstance).toList();
  }

  static List<String> events(List<Output> outputs) {
    return outputs.stream()
        .filter(Output.Note.class::isInstance)
        .map(output -> ((Output.Note) output).event())
        .toList();
  }
}
