package dev.parley.group;

import static dev.parley.time.MonotonicClock.nowMs;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.util.ByteString;
import dev.parley.observe.TraceMessage;
import dev.parley.protocol.Destination;
import dev.parley.protocol.Endpoint;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Message;
import dev.parley.protocol.Output.Note;
import dev.parley.protocol.Output.Transmit;
import dev.parley.protocol.View;
import dev.parley.protocol.membership.MembershipMessage;
import dev.parley.protocol.membership.MembershipMessage.Discover;
import dev.parley.protocol.reach.MulticastReach;
import dev.parley.protocol.reach.ReachMessage.MulticastHeard;
import dev.parley.protocol.reach.ReachSettings;
import dev.parley.protocol.version.PeerVersions;
import dev.parley.protocol.version.VersionMessage.Hello;
import dev.parley.protocol.version.VersionOffer;
import dev.parley.security.BusSeal;
import dev.parley.security.KeyFile;
import dev.parley.wire.ClientDiscoveryCodec;
import dev.parley.wire.Decoded;
import dev.parley.wire.Frame;
import dev.parley.wire.FrameCodec;
import dev.parley.wire.FrameTooLargeException;
import dev.parley.wire.WireLimits;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Translates between messages and datagrams: encodes outgoing messages, decodes incoming ones and
 * passes each to the receiver of its family. Datagrams of this node itself, datagrams of other
 * clusters and malformed datagrams are dropped and counted. Before {@link Live} and {@link
 * Datagrams.Opened} nothing is sent.
 */
public final class FrameRouter extends AbstractBehavior<FrameRouter.Command> {
  public interface Command {}

  /** This node is {@code self} from now on; a later member replaces an earlier one. */
  public record Live(Member self) implements Command {}

  /** {@code receiver} is notified when another process turns out to live under this node's name. */
  public record ReportDouble(ActorRef<? super DuplicateSighted> receiver) implements Command {}

  /** Messages of {@code family} go to {@code receiver}; a later route replaces an earlier one. */
  public record Route(Class<? extends Message> family, Receiver receiver) implements Command {}

  /** Takes messages on the router's thread: sends them to an actor and returns. */
  @FunctionalInterface
  public interface Receiver {
    void receive(MemberId from, Message message);
  }

  /**
   * {@code receiver} is told, on the router's thread, the words that all members of the view have:
   * now, after each view change, and whenever they change.
   */
  public record RouteFeatures(Consumer<List<String>> receiver) implements Command {}

  /** {@code receiver} is notified of clients that look for a node. */
  public record RouteClients(ActorRef<? super ClientDiscovery> receiver) implements Command {}

  /**
   * A client that looks for a node of this cluster, and takes at most so many bytes as an answer.
   */
  public record ClientDiscovery(String nonce, Endpoint replyTo, int maxAnswerBytes) {}

  /**
   * The answer to {@link ClientDiscovery}; one that is longer than the client takes is not sent.
   */
  public record AnswerClient(Endpoint to, ClientDiscoveryCodec.Answer answer, int maxBytes)
      implements Command {}

  public record Send(Transmit transmit) implements Command {}

  /**
   * The members of the group have changed; messages to the group use them where multicast does not
   * reach them.
   */
  public record ViewChanged(View view) implements Command {}

  /**
   * The cluster and the address of this node on the bus, and the seeds that it knows from the
   * start.
   */
  public record Settings(String cluster, Endpoint bus, List<Endpoint> seeds, ReachSettings reach) {
    public Settings {
      seeds = List.copyOf(seeds);
    }
  }

  /** The cluster's key file has changed. */
  public record KeysChanged(KeyFile file) implements Command {}

  /** The nodes that vote about accounts. */
  public record VotersTold(Set<String> nodes) implements Command {
    public VotersTold {
      nodes = Set.copyOf(nodes);
    }
  }

  private enum Tick implements Command {
    INSTANCE
  }

  private static final long LOG_EVERY_MS = 10_000;

  /** A fraction of every profile's time to suspicion. */
  private static final Duration TICK = Duration.ofMillis(50);

  private final Settings settings;
  private final FrameCodec codec;
  private final SealGate gate;
  private final ClientDiscoveryCodec clients;
  private final UnicastFanOut audience;
  private final MulticastReach reach;
  private final DuplicateIdentityGuard doubles = new DuplicateIdentityGuard();
  private final LogSampler malformedLines = new LogSampler(LOG_EVERY_MS);
  private final LogSampler tooLargeLines = new LogSampler(LOG_EVERY_MS);
  private final LogSampler versionLines = new LogSampler(LOG_EVERY_MS);
  private final PeerVersions versions = new PeerVersions(VersionOffer.OWN);
  private final DatagramMeters meters;
  private final NodeEvents events;
  private final InboundFaults faults;
  private final Map<Class<? extends Message>, Receiver> routes = new LinkedHashMap<>();
  private Consumer<List<String>> features = words -> {};
  private @Nullable ActorRef<? super ClientDiscovery> clientReceiver;
  private @Nullable ActorRef<Datagrams.Command> sockets;
  private @Nullable Member self;
  private boolean multicast;

  private FrameRouter(
      ActorContext<Command> context, Settings settings, Optional<SealEnvironment> seal) {
    super(context);
    // Otherwise the log names the class of Akka that set the behavior up.
    context.setLoggerName(getClass());
    this.settings = settings;
    this.codec = new FrameCodec(settings.cluster());
    this.meters = new DatagramMeters(context.getSystem());
    this.events = NodeEvents.of(context.getSystem());
    this.faults = InboundFaults.of(context.getSystem());
    this.gate = new SealGate(seal, context.getLog(), meters, events);
    this.clients = new ClientDiscoveryCodec(settings.cluster());
    this.audience = new UnicastFanOut(settings.bus(), settings.seeds());
    this.reach = new MulticastReach(settings.reach());
  }

  /** A router without a key. */
  public static Behavior<Command> create(Settings settings) {
    return create(settings, Optional.empty());
  }

  /** Datagrams are sealed if there is a {@code seal}. */
  public static Behavior<Command> create(Settings settings, Optional<SealEnvironment> seal) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  timers.startTimerWithFixedDelay(Tick.INSTANCE, TICK);
                  return new FrameRouter(context, settings, seal);
                }));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Datagrams.Received.class, this::onReceived)
        .onMessage(Datagrams.Mark.class, this::onMark)
        .onMessage(Send.class, this::onSend)
        .onMessage(Datagrams.Opened.class, this::onOpened)
        .onMessageEquals(Datagrams.MulticastAvailable.INSTANCE, this::onMulticastAvailable)
        .onMessage(Datagrams.MulticastUnavailable.class, this::onMulticastUnavailable)
        .onMessage(Live.class, this::onLive)
        .onMessage(ReportDouble.class, this::onReportDouble)
        .onMessage(Route.class, this::onRoute)
        .onMessage(RouteClients.class, this::onRouteClients)
        .onMessage(RouteFeatures.class, this::onRouteFeatures)
        .onMessage(AnswerClient.class, this::onAnswerClient)
        .onMessage(ViewChanged.class, this::onViewChanged)
        .onMessage(KeysChanged.class, this::onKeysChanged)
        .onMessage(VotersTold.class, this::onVotersTold)
        .onMessageEquals(Tick.INSTANCE, this::onTick)
        .build();
  }

  // Outbound.

  private Behavior<Command> onSend(Send send) {
    var transmit = send.transmit();
    if (transmit.message() instanceof Discover) hello(transmit.to());
    send(transmit);
    return this;
  }

  /**
   * A joining node sends a hello before it asks, so that members know in time which versions it
   * speaks.
   */
  private void hello(Destination to) {
    send(new Transmit(to, new Hello(versions.own())));
  }

  /** Membership is for members of other views as well, and for nodes that have none. */
  private static boolean isForView(Message message) {
    return !(message instanceof MembershipMessage || message instanceof Hello);
  }

  /** Whether all members of the view have this word. */
  private boolean isUnderstood(String word) {
    return versions.common().features().contains(word);
  }

  private int oldest() {
    return versions.own().oldest();
  }

  private void send(Transmit transmit) {
    if (self == null || sockets == null) return;
    var message = transmit.message();
    if (message instanceof TraceMessage && !isUnderstood(VersionOffer.TRACES)) return;
    try {
      var frame = new Frame(settings.cluster(), self.id(), message);
      var bytes = codec.encode(frame, isForView(message) ? versions.version() : oldest());
      transmit(
          transmit.to(), message instanceof MembershipMessage, gate.seal(transmit.to(), bytes));
    } catch (FrameTooLargeException e) {
      tooLargeLines
          .onEvent(nowMs())
          .ifPresent(
              n -> getContext().getLog().error("not sent ({} times): {}", n, e.getMessage()));
    }
  }

  /** {@code isForAll}: also for nodes beyond the view. */
  private void transmit(Destination to, boolean isForAll, byte[] datagram) {
    var bytes = ByteString.fromArrayUnsafe(datagram);
    if (to instanceof Destination.One one) {
      unicast(one.bus(), bytes);
    } else if (to == Destination.Seeds.INSTANCE) {
      audience.seeds().forEach(seed -> unicast(seed, bytes));
    } else if (to == Destination.Group.INSTANCE) {
      if (multicast) multicast(isForAll, bytes);
      else fanOut(isForAll, bytes);
    } else {
      throw new AssertionError("no way to " + to);
    }
  }

  /** Greetings and the like: before anything that is sent later. */
  private void sendSealed() {
    for (var send : gate.drain()) if (sockets != null) transmit(send.to(), true, send.datagram());
  }

  private void multicast(boolean isForAll, ByteString bytes) {
    tellSockets(new Datagrams.Multicast(bytes));
    var missed = reach.unreached();
    missed.forEach(endpoint -> unicast(endpoint, bytes));
    // A member that has lost others, or does not reach all, may have lost the former members by the
    // same fault.
    if (isForAll && !reach.reachesAll())
      audience.former().forEach(endpoint -> unicast(endpoint, bytes));
  }

  // Only membership sends messages beyond the view: all others are tagged with it.
  private void fanOut(boolean isForAll, ByteString bytes) {
    var whom = isForAll ? audience.everybody() : audience.view();
    whom.forEach(endpoint -> unicast(endpoint, bytes));
  }

  private void unicast(Endpoint to, ByteString bytes) {
    tellSockets(new Datagrams.Send(to, bytes));
  }

  private void tellSockets(Datagrams.Command command) {
    if (sockets == null) return;
    meters.onSent();
    sockets.tell(command);
  }

  private Behavior<Command> onAnswerClient(AnswerClient answer) {
    clients
        .encodeAnswer(answer.answer(), answer.maxBytes())
        .ifPresent(bytes -> unicast(answer.to(), ByteString.fromArrayUnsafe(bytes)));
    return this;
  }

  // Inbound.

  private Behavior<Command> onReceived(Datagrams.Received received) {
    meters.onReceived();
    var bytes = received.bytes().toArrayUnsafe();
    if (ClientDiscoveryCodec.isFromClient(bytes)) onClient(bytes, received.from());
    else onDatagram(bytes, received);
    return this;
  }

  private Behavior<Command> onMark(Datagrams.Mark mark) {
    mark.reached().run();
    return this;
  }

  private void onDatagram(byte[] bytes, Datagrams.Received received) {
    if (gate.isSealedForNobody(bytes, received.from(), nowMs())) return;
    var content = gate.open(bytes, received.from(), nowMs());
    content.ifPresent(
        opened -> {
          var own = Optional.ofNullable(self).map(Member::id);
          onFrame(codec.decode(opened.frame(), own), opened.source(), received);
        });
    sendSealed();
  }

  private void onClient(byte[] bytes, InetSocketAddress from) {
    var nonce = clients.request(bytes);
    // Nobody listens at port 0, which only a forged datagram comes from.
    if (nonce.isEmpty() || clientReceiver == null || from.getPort() == 0) return;
    var replyTo = new Endpoint(from.getAddress().getHostAddress(), from.getPort());
    // The sender's address may be forged: then the answer must not be worth more than the request.
    int maxBytes =
        from.getAddress().isLoopbackAddress() ? WireLimits.MAX_CLIENT_DATAGRAM_BYTES : bytes.length;
    clientReceiver.tell(new ClientDiscovery(nonce.get(), replyTo, maxBytes));
  }

  private void onFrame(Decoded decoded, BusSeal.Source source, Datagrams.Received received) {
    var from = received.from();
    if (decoded instanceof Decoded.Ok ok) {
      boolean isAdmitted = gate.admits(source, ok.frame(), nowMs());
      // A greeting must arrive before the answer that the frame may cause.
      sendSealed();
      if (isAdmitted && doubles.isOfAnother(ok.frame(), from))
        onOther(ok.frame(), received.byMulticast());
    } else if (decoded instanceof Decoded.Malformed malformed) {
      onMalformed(malformed, from);
    } else if (decoded != Decoded.Own.INSTANCE && !(decoded instanceof Decoded.Foreign)) {
      throw new AssertionError("no effect for " + decoded);
    }
  }

  private void onOther(Frame frame, boolean byMulticast) {
    if (faults.drops(frame.from())) return;
    reach.onArrived(frame.from(), byMulticast, nowMs());
    if (frame.message() instanceof MulticastHeard heard)
      reach.onMessage(frame.from(), heard, nowMs());
    else if (frame.message() instanceof Hello hello) onHello(frame.from(), hello);
    else route(frame);
  }

  private void onHello(MemberId from, Hello hello) {
    var before = versions.common().features();
    versions
        .onHello(from, hello.offer())
        .ifPresent(
            news ->
                versionLines
                    .onEvent(nowMs())
                    .ifPresent(
                        n ->
                            getContext()
                                .getLog()
                                .warn("versions ({} times): {}", n, LogText.safe(news))));
    var common = versions.common().features();
    if (!common.equals(before)) features.accept(common);
  }

  private void route(Frame frame) {
    for (var route : routes.entrySet()) {
      if (route.getKey().isInstance(frame.message())) {
        route.getValue().receive(frame.from(), frame.message());
        return;
      }
    }
  }

  private void onMalformed(Decoded.Malformed malformed, InetSocketAddress from) {
    meters.onDropped(BusSeal.Reason.MALFORMED);
    malformedLines
        .onEvent(nowMs())
        .ifPresent(
            n ->
                getContext()
                    .getLog()
                    .warn(
                        "{} malformed datagrams, last from {}: {}",
                        n,
                        from,
                        LogText.safe(malformed.reason())));
  }

  // Notifications to the router.

  private Behavior<Command> onOpened(Datagrams.Opened opened) {
    sockets = opened.sockets();
    return this;
  }

  private Behavior<Command> onMulticastAvailable() {
    multicast = true;
    return this;
  }

  private Behavior<Command> onMulticastUnavailable(Datagrams.MulticastUnavailable unavailable) {
    multicast = false;
    int seeds = audience.seeds().size();
    // By giving seeds, an operator declares that multicast is not relied on.
    if (seeds > 0)
      getContext()
          .getLog()
          .info("no multicast ({}): members and {} seeds are addressed", unavailable.why(), seeds);
    else
      getContext()
          .getLog()
          .warn(
              "no multicast ({}): this node finds no others by itself; give --seed HOST:BUSPORT of"
                  + " some of them",
              unavailable.why());
    return this;
  }

  private Behavior<Command> onLive(Live live) {
    self = live.self();
    doubles.onLive(live.self());
    gate.onLive(live.self().id());
    reach.onLive(live.self().id());
    versions.onLive(live.self().id());
    return this;
  }

  private Behavior<Command> onReportDouble(ReportDouble report) {
    doubles.reportTo(report.receiver());
    return this;
  }

  private Behavior<Command> onRoute(Route route) {
    routes.put(route.family(), route.receiver());
    return this;
  }

  private Behavior<Command> onRouteClients(RouteClients route) {
    clientReceiver = route.receiver();
    return this;
  }

  private Behavior<Command> onRouteFeatures(RouteFeatures route) {
    features = route.receiver();
    features.accept(versions.common().features());
    return this;
  }

  private Behavior<Command> onViewChanged(ViewChanged changed) {
    audience.onView(changed.view());
    reach.onView(changed.view(), nowMs());
    versions.onView(changed.view());
    features.accept(versions.common().features());
    gate.onView(changed.view());
    sendSealed();
    hello(Destination.Group.INSTANCE);
    return this;
  }

  private Behavior<Command> onKeysChanged(KeysChanged changed) {
    gate.onFile(changed.file());
    sendSealed();
    return this;
  }

  private Behavior<Command> onVotersTold(VotersTold told) {
    gate.onVoters(told.nodes());
    return this;
  }

  private Behavior<Command> onTick() {
    gate.onTick(System.currentTimeMillis(), nowMs());
    sendSealed();
    if (!multicast) return this;
    for (var output : reach.onTick(nowMs())) {
      if (output instanceof Transmit transmit) {
        send(transmit);
      } else if (output instanceof Note note) {
        getContext().getLog().info("{}: {}", note.event(), LogText.safe(note.particulars()));
        events.onOutput(note);
      } else if (output == MulticastReach.Rejoin.INSTANCE) {
        if (sockets != null) sockets.tell(Datagrams.RejoinGroup.INSTANCE);
      } else {
        throw new AssertionError("no effect for " + output);
      }
    }
    return this;
  }
}
