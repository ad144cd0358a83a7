package dev.parley.protocol.election;

import dev.parley.protocol.Ballot;
import dev.parley.protocol.CoreNetwork;
import dev.parley.protocol.CoreNetwork.Said;
import dev.parley.protocol.CoreNetwork.Sent;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Message;
import dev.parley.protocol.Signal;
import dev.parley.protocol.VersionVector;
import dev.parley.protocol.View;
import dev.parley.protocol.ViewId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;

/**
 * Elections of a whole ring after its leader died, with what surrounds them: a crash is confirmed
 * by all survivors some time later, and a member that is elected freezes the others and installs a
 * view, if it lives long enough.
 */
final class RingRun {
  /** From a crash until the first survivor confirms it. */
  static final long DETECTION_MS = 1_400;

  /** From the first survivor that confirms a crash to the last. */
  static final long SPREAD_MS = 250;

  private static final long PREPARE_MS = 20;
  private static final long INSTALL_MS = 60;

  final CoreNetwork network;
  private final int size;
  private @Nullable MemberId doomed;
  private final List<MemberId> installedBy = new ArrayList<>();
  private ViewId view;

  /**
   * A ring of members 0 to {@code size} - 1, and a dead leader at a random place among them that is
   * not on the ring.
   */
  RingRun(int size, ElectionMode mode, long seed) {
    this.size = size;
    this.network = new CoreNetwork(seed);
    var members = new ArrayList<Member>();
    for (int i = 0; i < size; i++) members.add(member(i));
    var leader = leader(seed);
    members.add(leader);
    for (int i = 0; i < size; i++)
      network.add(
          member(i), new RingElection(member(i), ElectionSettings.of(mode, 30), random(seed + i)));
    this.view = new ViewId(1, leader.id());
    var installed = View.of(view, members);
    for (int i = 0; i < size; i++)
      network.signal(0, id(i), new Signal.ViewInstalled(installed, VersionVector.EMPTY));
    network.whenSaid(this::onSaid);
  }

  private static RandomGenerator random(long seed) {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  /** Even numbers are the ring's, so that a leader has a place between any two. */
  private static Member member(int index) {
    return CoreNetwork.member(2 * index + 2);
  }

  static MemberId id(int index) {
    return member(index).id();
  }

  private Member leader(long seed) {
    return CoreNetwork.member(2 * random(seed).nextInt(size + 1) + 1);
  }

  MemberId largestLive() {
    return Collections.max(network.live());
  }

  /** Everybody confirms the leader's death within {@link #SPREAD_MS}. */
  void confirmLeader(long seed) {
    for (int i = 0; i < size; i++) confirmLeaderAt(network.random().nextLong(SPREAD_MS), i, seed);
  }

  void confirmLeaderAt(long atMs, int by, long seed) {
    network.signal(atMs + 1, id(by), new Signal.Confirmed(view, leader(seed).id()));
  }

  /** {@code member} stops now; the others find out as they would. */
  void crash(MemberId member) {
    network.crash(member);
    for (var survivor : network.live()) {
      network.signal(
          network.nowMs() + DETECTION_MS + network.random().nextLong(SPREAD_MS),
          survivor,
          new Signal.Confirmed(view, member));
    }
  }

  /** Everybody hears the leader again at {@code atMs}. */
  void clearLeader(long atMs, long seed) {
    for (int i = 0; i < size; i++)
      network.signal(atMs, id(i), new Signal.Cleared(leader(seed).id()));
  }

  /** {@code coordinator} will stop when all have promised it a view. */
  void crashAfterPrepare(MemberId coordinator) {
    doomed = coordinator;
  }

  private void onSaid(Said said) {
    // As failure detection answers when it hears nothing of the leader itself.
    if (said.output() instanceof Signal.Accused accused && accused.view().equals(view))
      network.signal(network.nowMs(), said.by(), new Signal.Confirmed(view, accused.member()));
    if (!(said.output() instanceof Signal.Elected)) return;
    var coordinator = said.by();
    network.at(network.nowMs() + PREPARE_MS, () -> prepare(coordinator));
    network.at(network.nowMs() + INSTALL_MS, () -> install(coordinator));
  }

  private void prepare(MemberId coordinator) {
    if (!network.isLive(coordinator)) return;
    for (var member : network.live())
      network.signal(network.nowMs(), member, new Signal.Freeze(new Ballot(2, coordinator)));
    if (coordinator.equals(doomed)) crash(coordinator);
  }

  private void install(MemberId coordinator) {
    if (!network.isLive(coordinator) || !installedBy.isEmpty()) return;
    installedBy.add(coordinator);
    var members = new ArrayList<Member>();
    for (int i = 0; i < size; i++) if (network.isLive(id(i))) members.add(member(i));
    view = new ViewId(2, coordinator);
    var installed = View.of(view, members);
    for (var member : network.live())
      network.signal(
          network.nowMs(), member, new Signal.ViewInstalled(installed, VersionVector.EMPTY));
  }

  /** Says whether a view was installed within {@code limitMs}. */
  boolean runUntilView(long limitMs) {
    return network.runUntil(() -> !installedBy.isEmpty(), limitMs);
  }

  /** Who installed the view. */
  List<MemberId> leaders() {
    return installedBy;
  }

  List<MemberId> winners() {
    return network.said(Signal.Elected.class).stream().map(Said::by).toList();
  }

  int count(Class<? extends Message> kind) {
    return network.sent(kind).size();
  }

  List<Sent> sent(Class<? extends Message> kind) {
    return network.sent(kind);
  }
}
