package dev.parley.http;

import akka.NotUsed;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.AskPattern;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.ws.Message;
import akka.http.javadsl.settings.ServerSettings;
import akka.io.Inet;
import akka.stream.Materializer;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Keep;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Tcp;
import akka.stream.javadsl.Tcp.ServerBinding;
import dev.parley.group.NodeEvents;
import dev.parley.group.NodeTraces;
import dev.parley.metrics.NodeMetrics;
import dev.parley.replica.ReplicaProtocol;
import dev.parley.session.Sessions;
import dev.parley.session.limits.ClientAddress;
import dev.parley.transport.BindResult;
import dev.parley.transport.clients.ClientConnection;
import dev.parley.transport.clients.ClientMemory;
import dev.parley.transport.clients.KeepAliveOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The state of the node and of its cluster over HTTP, for people and programs, the operator's
 * commands, and chat in the browser. A node that is too busy to answer responds with 503.
 */
public final class HttpServer extends AbstractBehavior<HttpServer.Command> {
  /** Opening a chat takes two actors and no waiting. */
  private static final Duration CHAT_PATIENCE = Duration.ofSeconds(5);

  /**
   * Between two looks at slow connections and at the servers of the view: the page of one that was
   * there for longer may come here when it dies.
   */
  private static final Duration TICK = Duration.ofSeconds(1);

  public sealed interface Command {}

  /** The outcome of the binding; sent once. */
  public record PageOpening(BindResult opening) {}

  private record Bound(Optional<ServerBinding> binding, String problem) implements Command {}

  private enum Tick implements Command {
    INSTANCE
  }

  /** As a node whose port is closed must not look healthy, this ends the actor, and so the node. */
  private enum AcceptsNoMore implements Command {
    INSTANCE
  }

  /** {@code status} is null if the replica was too busy to answer. */
  private record ServersTold(ReplicaProtocol.@Nullable NodeStatus status) implements Command {}

  private record OpenChat(ClientAddress from, ActorRef<ActorRef<ClientConnection.Command>> replyTo)
      implements Command {}

  private final HttpSettings settings;
  private final ActorRef<ReplicaProtocol.Command> replica;
  private final ActorRef<Sessions.Command> sessions;
  private final ClientConnection.Limits limits;
  private final ActorRef<PageOpening> listener;
  private final OriginRule origins;
  private final HttpConnections connections;
  private Optional<ServerBinding> binding = Optional.empty();

  private HttpServer(
      ActorContext<Command> context,
      HttpSettings settings,
      ActorRef<ReplicaProtocol.Command> replica,
      ActorRef<Sessions.Command> sessions,
      ClientConnection.Limits limits,
      ActorRef<PageOpening> listener) {
    super(context);
    this.limits = limits;
    this.settings = settings;
    this.replica = replica;
    this.sessions = sessions;
    this.listener = listener;
    var system = context.getSystem();
    var self = context.getSelf();
    var client = new ReplicaClient(system, replica);
    var access = settings.access();
    var names = new ArrayList<>(access.names());
    names.addAll(access.hosts());
    this.origins = new OriginRule(access.hosts(), access.origins(), access.pageOffset());
    var meters = new ClusterMeters(NodeMetrics.of(system));
    var events = NodeEvents.of(system);
    var traces = NodeTraces.of(system);
    var reports =
        new StatusApi(settings.cluster(), settings.seal(), client, meters, events, traces);
    var source = new ClientSource(access.proxies(), access.isByProxy());
    var routes =
        new HttpRoutes(
            new RequestGate(new HostRule(names), origins),
            new AccessRule(settings.token(), access.isStatusPublic(), source),
            source,
            from -> chat(self, from, system).thenApply(this::counted),
            reports,
            new EventApi(events, traces, source),
            new OperatorApi(settings, client, reports::forget));
    var engine = withKeepAlive(ServerSettings.create(system.settings().config()));
    connections =
        new HttpConnections(
            engine.getMaxConnections(),
            source,
            new HttpLayers(system, engine, settings.tls()),
            answers(
                routes, new HttpsOnly(access.httpsOnly() && settings.tls().isPresent()), system),
            Materializer.matFromSystem(system));
    var serving =
        Tcp.get(system)
            .bind(
                settings.host(),
                settings.port(),
                engine.getBacklog(),
                engine.getSocketOptions(),
                false,
                Optional.empty()) // the layers above have one
            .toMat(Sink.foreach(connections::serve), Keep.both())
            .run(system);
    context.pipeToSelf(serving.second(), (done, e) -> AcceptsNoMore.INSTANCE);
    context.pipeToSelf(
        serving.first(),
        (b, e) ->
            new Bound(Optional.ofNullable(b), e == null ? "" : String.valueOf(e.getMessage())));
  }

  private static Function<HttpRequest, CompletionStage<HttpResponse>> answers(
      HttpRoutes routes, HttpsOnly httpsOnly, ActorSystem<?> system) {
    var handler = routes.all().handler(system);
    return request -> {
      try {
        return handler.apply(request).thenApply(response -> httpsOnly.with(request, response));
      } catch (Exception e) {
        return CompletableFuture.failedFuture(e);
      }
    };
  }

  private static ServerSettings withKeepAlive(ServerSettings settings) {
    var options = new ArrayList<Inet.SocketOption>();
    settings.getSocketOptions().forEach(options::add);
    options.add(new KeepAliveOption());
    return settings.withSocketOptions(options);
  }

  /**
   * Serves until it is stopped; {@code listener} is notified once whether it can. Chats share
   * {@code memory}.
   */
  public static Behavior<Command> create(
      HttpSettings settings,
      ActorRef<ReplicaProtocol.Command> replica,
      ActorRef<Sessions.Command> sessions,
      ClientMemory memory,
      ActorRef<PageOpening> listener) {
    return create(settings, replica, sessions, ClientConnection.Limits.of(memory), listener);
  }

  static Behavior<Command> create(
      HttpSettings settings,
      ActorRef<ReplicaProtocol.Command> replica,
      ActorRef<Sessions.Command> sessions,
      ClientConnection.Limits limits,
      ActorRef<PageOpening> listener) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  timers.startTimerWithFixedDelay(Tick.INSTANCE, TICK);
                  return new HttpServer(context, settings, replica, sessions, limits, listener);
                }));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Bound.class, this::onBound)
        .onMessage(OpenChat.class, this::onOpenChat)
        .onMessageEquals(Tick.INSTANCE, this::onTick)
        .onMessage(ServersTold.class, this::onServersTold)
        .onMessageEquals(AcceptsNoMore.INSTANCE, this::onAcceptsNoMore)
        .onSignal(PostStop.class, stop -> onPostStop())
        .build();
  }

  private Behavior<Command> onBound(Bound bound) {
    binding = bound.binding();
    if (binding.isPresent()) {
      listener.tell(new PageOpening(BindResult.Succeeded.INSTANCE));
      return this;
    }
    var sentence =
        "The port "
            + settings.port()
            + " for HTTP cannot be used ("
            + bound.problem()
            + "): stop what uses it, or set parley.http.port.";
    listener.tell(new PageOpening(new BindResult.Failed(sentence)));
    return Behaviors.stopped();
  }

  private Behavior<Command> onTick() {
    connections.onTick();
    getContext()
        .ask(
            ReplicaProtocol.NodeStatus.class,
            replica,
            TICK,
            ReplicaProtocol.AskStatus::new,
            (status, failure) -> new ServersTold(status));
    return this;
  }

  /** A port that could not be opened is reported by {@link Bound}. */
  private Behavior<Command> onAcceptsNoMore() {
    return binding.isPresent() ? Behaviors.stopped() : this;
  }

  private Behavior<Command> onServersTold(ServersTold told) {
    var status = told.status();
    if (status != null) origins.onServers(status.servers());
    return this;
  }

  private Behavior<Command> onOpenChat(OpenChat open) {
    var connection = ClientConnection.opening(new WebSocketCodec(), open.from(), limits, sessions);
    open.replyTo().tell(getContext().spawnAnonymous(connection));
    return this;
  }

  private Behavior<Command> onPostStop() {
    binding.ifPresent(ServerBinding::unbind);
    return this;
  }

  private Flow<Message, Message, NotUsed> counted(Flow<Message, Message, NotUsed> chat) {
    return connections.counted(chat);
  }

  /** Runs on threads of the HTTP engine: uses no state of the actor. */
  private static CompletionStage<Flow<Message, Message, NotUsed>> chat(
      ActorRef<Command> self, ClientAddress from, ActorSystem<?> system) {
    return AskPattern.<Command, ActorRef<ClientConnection.Command>>ask(
            self, replyTo -> new OpenChat(from, replyTo), CHAT_PATIENCE, system.scheduler())
        .thenApply(socket -> WebSocketFlow.of(socket, system));
  }
}
