package dev.parley.group;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Props;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.Behaviors;
import dev.parley.protocol.Endpoint;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Message;
import dev.parley.protocol.NodeState;
import dev.parley.protocol.Output.Transmit;
import dev.parley.protocol.VersionVector;
import dev.parley.protocol.View;
import dev.parley.protocol.election.ElectionMessage;
import dev.parley.protocol.failure.FailureMessage;
import dev.parley.protocol.membership.MembershipMessage;
import dev.parley.protocol.membership.MembershipOutput.CopyState;
import dev.parley.protocol.membership.MembershipOutput.FetchState;
import dev.parley.protocol.multicast.MulticastMessage;
import dev.parley.protocol.multicast.MulticastOutput;
import dev.parley.protocol.multicast.MulticastOutput.Delivered;
import dev.parley.protocol.multicast.MulticastOutput.ViewDelivered;
import dev.parley.protocol.multicast.Payload;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;

/** A node of {@link TestNetwork}: the real protocol actors, and a state above that keeps texts. */
final class TestNode implements Group.Environment {
  private final TestNetwork network;
  private final ActorTestKit kit;
  private final String name;
  private final Endpoint bus;
  private final GroupSettings settings;
  private final List<String> texts = new CopyOnWriteArrayList<>();
  private final List<VersionVector> contexts = new CopyOnWriteArrayList<>();
  private volatile Optional<View> view = Optional.empty();
  private volatile Optional<Member> self = Optional.empty();
  private volatile Optional<Group.Actors> actors = Optional.empty();
  private volatile boolean isCrashed;
  private volatile VersionVector applied = VersionVector.EMPTY;
  private volatile long promised;
  private volatile String promisingThread = "";
  private final AtomicLong incarnation = new AtomicLong();
  private Optional<ActorRef<Group.Command>> group = Optional.empty();

  TestNode(
      TestNetwork network, ActorTestKit kit, String name, Endpoint bus, GroupSettings settings) {
    this.network = network;
    this.kit = kit;
    this.name = name;
    this.bus = bus;
    this.settings = settings;
  }

  void start() {
    startOn(Props.empty());
  }

  void startOn(Props dispatcher) {
    isCrashed = false;
    var supervised =
        Behaviors.supervise(Group.create(settings, this))
            .onFailure(Exception.class, SupervisorStrategy.restart());
    group = Optional.of(kit.spawn(supervised, name + "-" + (incarnation.get() + 1), dispatcher));
  }

  /** As the death of the process: nothing leaves or arrives, and the actors end. */
  void crash() {
    isCrashed = true;
    group.ifPresent(kit::stop);
    texts.clear();
    applied = VersionVector.EMPTY;
    view = Optional.empty();
    actors = Optional.empty();
  }

  void submit(String text) {
    var payload = Payload.wrap(text.getBytes(StandardCharsets.UTF_8));
    actors.orElseThrow().causalMulticast().tell(new CausalMulticast.Submit(payload));
  }

  void receive(MemberId from, Message message) {
    var running = actors;
    if (isCrashed || running.isEmpty()) return;
    var to = running.get();
    var received = new ProtocolActor.Received(from, message);
    if (message instanceof MembershipMessage) to.groupManager().tell(received);
    else if (message instanceof FailureMessage) to.heartbeat().tell(received);
    else if (message instanceof ElectionMessage) to.election().tell(received);
    else if (message instanceof MulticastMessage) to.causalMulticast().tell(received);
    else throw new AssertionError("no actor for " + message);
  }

  void awaitView(TestNode... members) {
    var wanted = List.of(members).stream().map(TestNode::bus).sorted(BY_PORT).toList();
    Awaitility.await(name + " in a view of " + members.length)
        .pollInterval(5, TimeUnit.MILLISECONDS)
        .atMost(20, TimeUnit.SECONDS)
        .until(
            () -> view.map(v -> v.members().stream().map(Member::bus).sorted(BY_PORT).toList()),
            Optional.of(wanted)::equals);
  }

  private static final java.util.Comparator<Endpoint> BY_PORT =
      java.util.Comparator.comparingInt(Endpoint::port);

  void awaitTexts(String... expected) {
    Awaitility.await(name + " to deliver " + List.of(expected) + ", not " + texts)
        .pollInterval(5, TimeUnit.MILLISECONDS)
        .atMost(20, TimeUnit.SECONDS)
        .until(() -> texts, List.of(expected)::equals);
  }

  List<String> texts() {
    return List.copyOf(texts);
  }

  View view() {
    return view.orElseThrow();
  }

  MemberId id() {
    return self.orElseThrow().id();
  }

  Endpoint bus() {
    return bus;
  }

  Group.Actors actors() {
    return actors.orElseThrow();
  }

  /** On which a promise was made durable. */
  String promisingThread() {
    return promisingThread;
  }

  /** What the state above was said to contain at each start of the protocol actors. */
  List<VersionVector> contexts() {
    return List.copyOf(contexts);
  }

  @Override
  public Member nextIncarnation() {
    var member =
        new Member(
            new MemberId(name, incarnation.incrementAndGet()),
            bus,
            new Endpoint("client", bus.port()));
    self = Optional.of(member);
    return member;
  }

  @Override
  public long promisedEpoch() {
    return promised;
  }

  @Override
  public void persistPromise(long epoch) {
    promised = epoch;
    promisingThread = Thread.currentThread().getName();
  }

  @Override
  public void askDelivered(Member member, ActorRef<Group.Command> replyTo) {
    contexts.add(applied);
    replyTo.tell(new Group.Start(applied));
  }

  @Override
  public void started(Member member, Group.Actors started) {
    actors = Optional.of(started);
  }

  @Override
  public void deliver(MulticastOutput output) {
    if (isCrashed) return;
    if (output instanceof Delivered delivered) {
      texts.add(new String(delivered.payload().unsafeArray(), StandardCharsets.UTF_8));
      var counts = new TreeMap<>(applied.counts());
      counts.put(delivered.dot().origin(), delivered.dot().seq());
      applied = VersionVector.of(counts);
    } else if (output instanceof ViewDelivered installed) {
      applied = installed.base();
      view = Optional.of(installed.view());
    }
  }

  @Override
  public void send(Transmit transmit) {
    if (!isCrashed) self.ifPresent(from -> network.send(from, transmit));
  }

  // The state above is what this node saw itself: nothing is fetched.
  @Override
  public void fetchState(FetchState fetch, ActorRef<StateTransfer.Event> replyTo) {
    replyTo.tell(new StateTransfer.Fetched(fetch.ballot(), List.of()));
  }

  @Override
  public void copyState(CopyState copy, ActorRef<StateTransfer.Event> replyTo) {
    replyTo.tell(StateTransfer.Copied.INSTANCE);
  }

  @Override
  public void stateFetched(StateTransfer.Fetched fetched) {}

  @Override
  public void left() {}

  @Override
  public void stateChanged(NodeState state) {}
}
