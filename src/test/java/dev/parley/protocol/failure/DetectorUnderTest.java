package dev.parley.protocol.failure;

import dev.parley.protocol.Core;
import dev.parley.protocol.CoreNetwork;
import dev.parley.protocol.Destination;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Message;
import dev.parley.protocol.Output;
import dev.parley.protocol.Output.Transmit;
import dev.parley.protocol.Signal;
import dev.parley.protocol.VersionVector;
import dev.parley.protocol.View;
import dev.parley.protocol.ViewId;
import dev.parley.protocol.failure.FailureMessage.ConfirmRequest;
import dev.parley.protocol.failure.FailureMessage.ConfirmResponse;
import dev.parley.protocol.failure.FailureMessage.Heartbeat;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * The detector of member A with a clock to push: heartbeats every 250 ms, suspicion after 1,250, a
 * try of 100.
 */
final class DetectorUnderTest {
  static final Member A = CoreNetwork.member(1);
  static final Member B = CoreNetwork.member(2);
  static final Member C = CoreNetwork.member(3);
  static final Member D = CoreNetwork.member(4);
  static final FailureSettings SETTINGS = new FailureSettings(250, 1_250, 100);
  static final ViewId VIEW = new ViewId(7, A.id());
  static final ViewId OTHER_VIEW = new ViewId(8, A.id());

  private final FailureDetector detector = new FailureDetector(A.id(), SETTINGS, new Random(1));
  private long nowMs;
  private long counter;

  /** Installs {@link #VIEW} with A and {@code others} at time 0. */
  static DetectorUnderTest with(Member... others) {
    var test = new DetectorUnderTest();
    test.install(VIEW, others);
    return test;
  }

  List<Output> install(ViewId id, Member... others) {
    var members = new ArrayList<>(List.of(others));
    members.add(A);
    return signal(new Signal.ViewInstalled(View.of(id, members), VersionVector.EMPTY));
  }

  List<Output> signal(Signal signal) {
    return detector.onSignal(signal, nowMs);
  }

  List<Output> linkClosed(Member to, boolean refused) {
    return detector.onLinkClosed(to.id(), refused, nowMs);
  }

  List<Output> receive(Member from, Message message) {
    return detector.onMessage(from.id(), message, nowMs);
  }

  List<Output> heartbeat(Member from) {
    return receive(from, new Heartbeat(VIEW, ++counter, LivenessDigest.NOTHING));
  }

  List<Output> answer(Member from, ConfirmRequest question, long heardMsAgo) {
    return receive(
        from,
        new ConfirmResponse(question.view(), question.suspect(), question.nonce(), heardMsAgo));
  }

  /** -1: nothing is known of it. */
  long silentMs(Member member) {
    return detector.silentMs(nowMs).getOrDefault(member.id(), -1L);
  }

  /** Ticks on until {@code untilMs}; {@code alive} are heard at every tick. */
  List<Output> tick(long untilMs, Member... alive) {
    var outputs = new ArrayList<Output>();
    while (nowMs < untilMs) {
      nowMs += Core.TICK_MS;
      for (var member : alive) outputs.addAll(heartbeat(member));
      outputs.addAll(detector.onTick(nowMs));
    }
    return outputs;
  }

  /** Time passes and the process does not notice. */
  void pause(long forMs) {
    nowMs += forMs;
  }

  List<Output> tickOnce() {
    return detector.onTick(nowMs);
  }

  static List<Signal> signals(List<Output> outputs) {
    return outputs.stream().filter(Signal.class::isInstance).map(Signal.class::cast).toList();
  }

  static List<Message> messages(List<Output> outputs) {
    return outputs.stream()
        .filter(Transmit.class::isInstance)
        .map(output -> ((Transmit) output).message())
        .toList();
  }

  /** What was asked of all; the suspect is asked by unicast as well. */
  static List<ConfirmRequest> questions(List<Output> outputs) {
    return outputs.stream()
        .filter(Transmit.class::isInstance)
        .map(Transmit.class::cast)
        .filter(transmit -> transmit.to() == Destination.Group.INSTANCE)
        .map(Transmit::message)
        .filter(ConfirmRequest.class::isInstance)
        .map(ConfirmRequest.class::cast)
        .toList();
  }

  static List<String> events(List<Output> outputs) {
    return outputs.stream()
        .filter(Output.Note.class::isInstance)
        .map(output -> ((Output.Note) output).event())
        .toList();
  }

  static Signal confirmed(MemberId member) {
    return new Signal.Confirmed(VIEW, member);
  }

  static Signal cleared(MemberId member) {
    return new Signal.Cleared(member);
  }
}
