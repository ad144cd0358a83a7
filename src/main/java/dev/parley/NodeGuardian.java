package dev.parley;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import dev.parley.chat.accounts.LeaderMessage;
import dev.parley.config.NodeSettings;
import dev.parley.group.DuplicateSighted;
import dev.parley.group.FrameRouter;
import dev.parley.group.Group;
import dev.parley.group.NodeEvents;
import dev.parley.group.NodeTraces;
import dev.parley.group.SealEnvironment;
import dev.parley.group.SnapshotOffer;
import dev.parley.group.StateTransfer;
import dev.parley.group.Tracing;
import dev.parley.http.HttpServer;
import dev.parley.http.NodeFigures;
import dev.parley.metrics.NodeMetrics;
import dev.parley.protocol.Endpoint;
import dev.parley.replica.DiscoveryResponder;
import dev.parley.replica.RedirectPlan;
import dev.parley.replica.Replica;
import dev.parley.replica.ReplicaProtocol;
import dev.parley.session.Sessions;
import dev.parley.transport.BindResult;
import dev.parley.transport.clients.ClientMemory;
import dev.parley.transport.clients.TcpServer;
import dev.parley.transport.peers.PeerServer;
import dev.parley.transport.peers.PeerTls;
import dev.parley.transport.peers.StateClient;
import dev.parley.transport.peers.StateServer;
import dev.parley.transport.peers.TcpLinks;
import dev.parley.transport.udp.UdpTransport;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The composition root: starts the parts of a node, watches over them, stops them in order. The
 * four protocol actors are restarted as one when they fail; when any other part fails for good the
 * node ends, and its clients move to the others.
 */
public final class NodeGuardian extends AbstractBehavior<NodeGuardian.Command> {
  public sealed interface Command {}

  /** Leave the group, close the clients, stop. */
  public enum Stop implements Command {
    INSTANCE
  }

  /** The page, the datagram sockets or the state server could be opened, or could not. */
  private record OpeningTold(boolean isPage, BindResult opening) implements Command {}

  private record TcpStatus(TcpServer.Outcome status) implements Command {}

  private record Doubled(DuplicateSighted seen) implements Command {}

  /** The group has no place for this node any more. */
  private record Broken(String sentence) implements Command {}

  private enum Event implements Command {
    IN_VIEW,
    QUIET,
    VOTE_SETTLED,
    LEFT_GROUP,
    STOP_TIMEOUT
  }

  private record CloseClients(ReplicaProtocol.@Nullable NodeStatus status) implements Command {}

  /** The group has this long to agree on a view without this node; then it is suspected instead. */
  private static final Duration LEAVE_PATIENCE = Duration.ofSeconds(3);

  /** Messages under way have this long to reach other disks before this node leaves. */
  private static final Duration QUIET_PATIENCE = Duration.ofSeconds(1);

  /**
   * The others have this long to decide that this node's vote is gone, while messages under way
   * reach their disks; otherwise it leaves with its vote, and they remove the vote after a while.
   */
  private static final Duration VOTE_PATIENCE = Duration.ofSeconds(1);

  /** Clients have this long to be notified and closed. */
  private static final Duration CLOSE_PATIENCE = Duration.ofMillis(500);

  private static final Duration STATUS_PATIENCE = Duration.ofSeconds(1);
  private static final int BUS_SOCKETS = 2; // UDP for messages, TCP for states

  private final NodeSettings settings;
  private final NodeFiles files;
  private final StartResult outcome;
  private final VitalActors parts;
  private final TimerScheduler<Command> timers;
  private final ActorRef<FrameRouter.Command> router;
  private final ActorRef<StateTransfer.Command> stateTransfer;
  private final ActorRef<ReplicaProtocol.Command> replica;
  private final ActorRef<Replica.FromGroup> replicaOfGroup;
  private final SnapshotOffer offered = new SnapshotOffer();
  private final PeerTls peerTls;
  private final ArchiveWiring archive;
  private final TcpLinks links;
  private final ActorRef<Sessions.Command> sessions;
  private final ClientMemory clientMemory = ClientMemory.ofHeap();
  private final ClientListeners clientPorts;
  private @Nullable ActorRef<Group.Command> group;
  private int busSocketsReady;
  private boolean inView;
  private boolean isPageUp;
  private boolean stopping;

  /** The steps that must be over before this node leaves the group. */
  private final EnumSet<Event> unprepared = EnumSet.of(Event.QUIET, Event.VOTE_SETTLED);

  private NodeGuardian(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      NodeSettings settings,
      NodeFiles files,
      int maxConnections,
      StartResult outcome) {
    super(context);
    this.settings = settings;
    this.files = files;
    this.outcome = outcome;
    this.timers = timers;
    this.parts = new VitalActors(context);
    this.router =
        parts.spawn(
            FrameRouter.create(
                SettingsMapping.router(settings), files.key().map(SealEnvironment.class::cast)),
            "frame-router");
    var self = context.getSelf();
    this.peerTls = NodeKey.peerTls(files.key());
    this.links = new TcpLinks(context.getSystem(), settings.cluster(), peerTls);
    var source = new StateClient(context.getSystem(), settings.cluster(), peerTls);
    this.stateTransfer = parts.spawn(StateTransfer.create(offered, source), "state-transfer");
    var store = StoreWiring.open(parts, files);
    var records = new ReplicaWiring.Records(files.record(), store.journal(), files.identity());
    this.archive = ArchiveWiring.start(parts, settings, peerTls, store);
    var wiring =
        new ReplicaWiring(
            settings, router, stateTransfer, records, archive, () -> self.tell(Event.IN_VIEW));
    var spawned = parts.spawn(Replica.create(wiring), "replica");
    this.replica = spawned.narrow();
    this.replicaOfGroup = spawned.narrow();
    router.tell(
        new FrameRouter.RouteFeatures(words -> spawned.tell(new Replica.FeaturesAgreed(words))));
    var metrics = NodeMetrics.of(context.getSystem());
    parts.spawn(Tracing.create(router, () -> NodeFigures.read(metrics)), "tracing");
    parts.spawn(KeyWatch.create(files.key(), replica, router), "key-watch");
    files
        .key()
        .flatMap(NodeKey::certificateWatch)
        .ifPresent(watch -> parts.spawn(watch, "certificate-watch"));
    this.sessions =
        parts.spawn(
            Sessions.create(
                SettingsMapping.sessions(
                    settings,
                    NodeKey.fakeSaltSecret(files.key()),
                    maxConnections,
                    NodeKey.tickets(files.key(), settings)),
                replica),
            "sessions");
    // The clients' port is opened first: when two nodes are given the same one, it is the one to
    // report.
    var outcomes = context.messageAdapter(TcpServer.Outcome.class, TcpStatus::new);
    clientMemory.register(NodeMetrics.of(context.getSystem()).meters());
    this.clientPorts =
        new ClientListeners(
            parts,
            settings,
            sessions,
            clientMemory,
            NodeKey.clientTls(files.key(), settings),
            outcomes);
    router.tell(
        new FrameRouter.ReportDouble(context.messageAdapter(DuplicateSighted.class, Doubled::new)));
  }

  /** {@code maxConnections}: clients at a time. */
  public static Behavior<Command> create(
      NodeSettings settings, NodeFiles files, int maxConnections, StartResult outcome) {
    return Behaviors.setup(
        context -> {
          var problem = StoreWiring.problem(files);
          problem.ifPresent(outcome::failed);
          if (problem.isPresent()) return Behaviors.stopped();
          return Behaviors.withTimers(
              timers ->
                  new NodeGuardian(context, timers, settings, files, maxConnections, outcome));
        });
  }

  private void startBus() {
    var context = getContext();
    var opening = context.messageAdapter(BindResult.class, o -> new OpeningTold(false, o));
    var udp = UdpTransport.create(SettingsMapping.udp(settings), router, opening);
    parts.spawn(udp, "udp-transport");
    var states =
        new StateServer(
            settings.cluster(),
            offered,
            Replica.live(replicaOfGroup),
            settings.bus().transferRate());
    parts.spawn(
        PeerServer.create(
            SettingsMapping.bus(settings), peerTls, states, links, archive.server(), opening),
        "bus-server");
    boolean reachesFurther = settings.multicast().ttl() > 1;
    var responder =
        parts.spawn(
            DiscoveryResponder.create(
                replica,
                router,
                () -> files.key().map(key -> key.tls().fingerprint()),
                reachesFurther),
            "discovery-responder");
    router.tell(new FrameRouter.RouteClients(responder));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(OpeningTold.class, this::onOpening)
        .onMessage(Doubled.class, doubled -> onBroken(doubled.seen().sentence()))
        .onMessage(Broken.class, broken -> onBroken(broken.sentence()))
        .onMessage(TcpStatus.class, this::onTcpStatus)
        .onMessageEquals(Event.IN_VIEW, this::onInView)
        .onMessageEquals(Stop.INSTANCE, this::onStop)
        .onMessageEquals(Event.QUIET, () -> onPrepared(Event.QUIET))
        .onMessageEquals(Event.VOTE_SETTLED, () -> onPrepared(Event.VOTE_SETTLED))
        .onMessageEquals(Event.LEFT_GROUP, this::onLeftGroup)
        .onMessageEquals(Event.STOP_TIMEOUT, Behaviors::stopped)
        .onMessage(CloseClients.class, this::onCloseClients)
        .onSignal(Terminated.class, this::onTerminated)
        .build();
  }

  // Start.

  private Behavior<Command> onOpening(OpeningTold told) {
    if (told.opening() instanceof BindResult.Failed failed) return unbound(failed.sentence());
    if (told.isPage()) isPageUp = true;
    else busSocketsReady++;
    return told.isPage() ? readyIfAllIs() : startGroup();
  }

  private Behavior<Command> onTcpStatus(TcpStatus started) {
    if (started.status() instanceof TcpServer.BindFailed failed) return unbound(failed.sentence());
    if (!clientPorts.onBound()) return this;
    var context = getContext();
    var opening =
        context.messageAdapter(
            HttpServer.PageOpening.class, page -> new OpeningTold(true, page.opening()));
    parts.spawn(
        HttpWiring.server(settings, files.key(), replica, sessions, clientMemory, opening),
        "http-server");
    startBus();
    return this;
  }

  // A node that cannot serve clients should not disturb the group first.
  private Behavior<Command> startGroup() {
    if (busSocketsReady < BUS_SOCKETS || group != null) return this;
    var wiring =
        new GroupWiring(
            settings,
            files,
            router,
            replicaOfGroup,
            stateTransfer,
            settings.bus().links() ? Optional.of(links) : Optional.empty(),
            NodeTraces.of(getContext().getSystem()),
            ends());
    var dispatcher = DispatcherSelector.fromConfig("parley.protocol-dispatcher");
    group = parts.spawn(wiring.supervisedGroup(), "group", dispatcher);
    return this;
  }

  private GroupWiring.Ends ends() {
    var self = getContext().getSelf();
    return new GroupWiring.Ends() {
      @Override
      public void left() {
        self.tell(Event.LEFT_GROUP);
      }

      @Override
      public void broken(String sentence) {
        self.tell(new Broken(sentence));
      }
    };
  }

  private Behavior<Command> onInView() {
    inView = true;
    return readyIfAllIs();
  }

  private Behavior<Command> readyIfAllIs() {
    if (inView && isPageUp) outcome.ready();
    return this;
  }

  /** Falls silent at once, so that the two do no harm together; the clients are redirected. */
  private Behavior<Command> onBroken(String sentence) {
    return stopping ? this : stopBroken(sentence);
  }

  /** For a node that must not continue: it makes no promise and sends no message any more. */
  private Behavior<Command> stopBroken(String sentence) {
    stopping = true;
    getContext().getLog().error("{}", sentence);
    NodeEvents.of(getContext().getSystem()).add("this node ends", sentence);
    outcome.broken(sentence);
    if (group != null) getContext().stop(group);
    askStatusToClose();
    timers.startSingleTimer(Event.STOP_TIMEOUT, CLOSE_PATIENCE);
    return this;
  }

  private Behavior<Command> unbound(String sentence) {
    outcome.unbound(sentence);
    return Behaviors.stopped();
  }

  private Behavior<Command> onTerminated(Terminated terminated) {
    if (stopping) return this;
    var words = StoreWiring.lastWords(terminated);
    if (words.isPresent()) return stopBroken(words.get());
    outcome.broken("The node ends because its " + terminated.getRef().path().name() + " failed.");
    return Behaviors.stopped();
  }

  // Stop.

  private Behavior<Command> onStop() {
    if (stopping) return this;
    stopping = true;
    askStatusToClose();
    timers.startSingleTimer(Event.STOP_TIMEOUT, LEAVE_PATIENCE);
    if (group == null) return Behaviors.stopped();
    getContext()
        .ask(
            ReplicaProtocol.Quiet.class,
            replica,
            QUIET_PATIENCE,
            ReplicaProtocol.AwaitQuiet::new,
            (quiet, failure) -> Event.QUIET);
    getContext()
        .ask(
            LeaderMessage.Verdict.class,
            replica,
            VOTE_PATIENCE,
            ReplicaProtocol.GiveUpVote::new,
            (answer, failure) -> Event.VOTE_SETTLED);
    return this;
  }

  // The messages of this node's clients are on other disks, or will not be, and so is its vote: the
  // group may continue.
  private Behavior<Command> onPrepared(Event done) {
    unprepared.remove(done);
    if (unprepared.isEmpty() && group != null) group.tell(Group.Leave.INSTANCE);
    return this;
  }

  private void askStatusToClose() {
    getContext()
        .ask(
            ReplicaProtocol.NodeStatus.class,
            replica,
            STATUS_PATIENCE,
            ReplicaProtocol.AskStatus::new,
            (status, failure) -> new CloseClients(status));
  }

  private Behavior<Command> onCloseClients(CloseClients close) {
    var status = close.status();
    List<Endpoint> servers = status == null ? List.of() : status.servers();
    var farewell = RedirectPlan.shutdown(servers.stream().skip(1).toList());
    clientPorts.close(farewell, getContext().getSystem().ignoreRef());
    return this;
  }

  private Behavior<Command> onLeftGroup() {
    // The last acknowledgement and the clients' farewells are sent before the sockets close.
    timers.startSingleTimer(Event.STOP_TIMEOUT, CLOSE_PATIENCE);
    return this;
  }
}
