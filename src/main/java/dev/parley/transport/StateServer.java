package dev.parley.transport;

import akka.NotUsed;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.stream.Materializer;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import akka.stream.javadsl.Tcp;
import akka.util.ByteString;
import dev.parley.node.OfferedState;
import dev.parley.protocol.Endpoint;
import dev.parley.wire.StateExchange;
import dev.parley.wire.StateExchange.Status;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Serves the offered state over TCP to members that ask for it. A connection carries one request
 * and one answer. What is no request is closed and counted.
 */
public final class StateServer {
  public sealed interface Command {}

  public record AskCounts(ActorRef<Counts> replyTo) implements Command {}

  /** Connections since the start: served whole, told to wait, turned away, and not understood. */
  public record Counts(long served, long notYet, long refused, long garbage) {}

  private record Bound(Tcp.ServerBinding binding) implements Command {}

  private record NotBound(String why) implements Command {}

  /** Connections at once; one more is told that this node is busy. */
  static final int MAX_CONNECTIONS = 32;

  /** A connection that has not asked by then is closed. */
  static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(2);

  /** A connection on which nothing moves for so long is closed. */
  static final Duration IDLE_TIMEOUT = Duration.ofSeconds(5);

  private static final int BACKLOG = 64;

  private final String cluster;
  private final OfferedState offered;
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicLong served = new AtomicLong();
  private final AtomicLong notYet = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final AtomicLong garbage = new AtomicLong();

  private StateServer(String cluster, OfferedState offered) {
    this.cluster = cluster;
    this.offered = offered;
  }

  /** Serves at {@code bus} until it is stopped; {@code owner} is told how opening it went. */
  public static Behavior<Command> create(
      String cluster, Endpoint bus, OfferedState offered, ActorRef<? super Opening> owner) {
    return Behaviors.setup(
        context -> {
          try {
            probe(bus);
          } catch (IOException e) {
            return notBound(bus, new NotBound(String.valueOf(e.getMessage())), owner);
          }
          var server = new StateServer(cluster, offered);
          context.pipeToSelf(server.bind(context, bus), StateServer::bound);
          return Behaviors.receive(Command.class)
              .onMessage(Bound.class, bound -> server.serving(bound.binding(), owner))
              .onMessage(NotBound.class, failed -> notBound(bus, failed, owner))
              .onMessage(AskCounts.class, server::onAskCounts)
              .build();
        });
  }

  /**
   * Throws if the address cannot be bound. Akka would log a stack trace as well, and nobody should
   * get one for a port in use.
   */
  private static void probe(Endpoint bus) throws IOException {
    try (var socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByName(bus.host()), bus.port()));
    }
  }

  private static Command bound(Tcp.ServerBinding binding, Throwable failure) {
    if (failure == null) return new Bound(binding);
    var cause = failure.getCause() == null ? failure : failure.getCause();
    return new NotBound(String.valueOf(cause.getMessage()));
  }

  private static Behavior<Command> notBound(
      Endpoint bus, NotBound failed, ActorRef<? super Opening> owner) {
    owner.tell(
        new Opening.Failed(
            "The members' address "
                + bus
                + " (TCP) cannot be used: "
                + failed.why()
                + ". Stop what uses it, or choose another port or --bind address."));
    return Behaviors.stopped();
  }

  private Behavior<Command> serving(Tcp.ServerBinding binding, ActorRef<? super Opening> owner) {
    owner.tell(Opening.Succeeded.INSTANCE);
    return Behaviors.receive(Command.class)
        .onMessage(AskCounts.class, this::onAskCounts)
        .onSignal(
            PostStop.class,
            stopped -> {
              binding.unbind();
              return Behaviors.same();
            })
        .build();
  }

  private Behavior<Command> onAskCounts(AskCounts ask) {
    ask.replyTo().tell(new Counts(served.get(), notYet.get(), refused.get(), garbage.get()));
    return Behaviors.same();
  }

  private CompletionStage<Tcp.ServerBinding> bind(ActorContext<Command> context, Endpoint bus) {
    var materializer = Materializer.createMaterializer(context);
    return Tcp.get(context.getSystem())
        .bind(bus.host(), bus.port(), BACKLOG, List.of(), true, Optional.of(IDLE_TIMEOUT))
        .to(Sink.foreach(connection -> connection.handleWith(connection(), materializer)))
        .run(materializer);
  }

  private Flow<ByteString, ByteString, NotUsed> connection() {
    boolean busy = connections.incrementAndGet() > MAX_CONNECTIONS;
    return Flow.of(ByteString.class)
        .takeWithin(REQUEST_TIMEOUT)
        .statefulMapConcat(
            () -> {
              var reader = new StateRequestReader();
              return bytes -> reader.onBytes(bytes).map(List::of).orElse(List.of());
            })
        .take(1)
        .flatMapConcat(opened -> answer(opened, busy))
        .watchTermination(
            (notUsed, done) -> {
              done.whenComplete((end, failure) -> connections.decrementAndGet());
              return notUsed;
            });
  }

  private Source<ByteString, NotUsed> answer(StateRequestReader.Opened opened, boolean busy) {
    if (!(opened instanceof StateRequestReader.Asked asked)) {
      garbage.incrementAndGet();
      return Source.empty();
    }
    if (busy || !asked.request().cluster().equals(cluster)) {
      refused.incrementAndGet();
      return header(busy ? Status.BUSY : Status.REFUSED);
    }
    var state = offered.find(asked.request().ballot());
    if (state.isEmpty()) {
      notYet.incrementAndGet();
      return header(Status.NOT_YET);
    }
    return StateChunks.of(state.get()).concatLazy(counting());
  }

  /** Empty; counts when everything before it has been taken. */
  private Source<ByteString, NotUsed> counting() {
    return Source.<ByteString, NotUsed>lazySource(
            () -> {
              served.incrementAndGet();
              return Source.empty();
            })
        .mapMaterializedValue(later -> NotUsed.getInstance());
  }

  private static Source<ByteString, NotUsed> header(Status status) {
    return Source.single(ByteString.fromArrayUnsafe(StateExchange.header(status)));
  }
}
