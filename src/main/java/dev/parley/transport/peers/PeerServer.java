package dev.parley.transport.peers;

import akka.NotUsed;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.io.TcpSO;
import akka.stream.KillSwitches;
import akka.stream.Materializer;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import akka.stream.javadsl.Tcp;
import akka.util.ByteString;
import dev.parley.protocol.Endpoint;
import dev.parley.transport.BindResult;
import dev.parley.wire.ArchiveCodec;
import dev.parley.wire.LinkHandshake;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * The members' TCP port. Connections are encrypted, and only members get further ({@link PeerTls}).
 * Then the first two bytes decide whether it is a link between neighbours ({@link TcpLinks}), about
 * the archive ({@link ArchiveServer}) or a request for state ({@link StateServer}), which also
 * turns away all other connections.
 */
public final class PeerServer {
  public sealed interface Command {}

  private record Bound(Tcp.ServerBinding binding) implements Command {}

  private record NotBound(String why) implements Command {}

  /** Connections that nobody has accepted yet. */
  private static final int BACKLOG = 64;

  /** A connection whose first two bytes have not arrived by then is closed. */
  static final Duration FIRST_BYTES_TIMEOUT = Duration.ofSeconds(2);

  private final ActorSystem<?> system;
  private final PeerTls tls;
  private final StateServer states;
  private final TcpLinks links;
  private final ArchiveServer archives;
  private final HandshakeGate handshakes = new HandshakeGate();

  private PeerServer(
      ActorSystem<?> system,
      PeerTls tls,
      StateServer states,
      TcpLinks links,
      ArchiveServer archives) {
    this.system = system;
    this.tls = tls;
    this.states = states;
    this.links = links;
    this.archives = archives;
  }

  /** Serves at {@code bus} until it is stopped; {@code owner} gets the result of opening it. */
  public static Behavior<Command> create(
      Endpoint bus,
      PeerTls tls,
      StateServer states,
      TcpLinks links,
      ArchiveServer archives,
      ActorRef<? super BindResult> owner) {
    return Behaviors.setup(
        context -> {
          try {
            probe(bus);
          } catch (IOException e) {
            return notBound(bus, new NotBound(String.valueOf(e.getMessage())), owner);
          }
          var server = new PeerServer(context.getSystem(), tls, states, links, archives);
          context.pipeToSelf(server.bind(context, bus), PeerServer::bound);
          return Behaviors.receive(Command.class)
              .onMessage(Bound.class, bound -> serving(bound.binding(), owner))
              .onMessage(NotBound.class, failed -> notBound(bus, failed, owner))
              .build();
        });
  }

  /**
   * Throws if the address cannot be bound. Akka would log a stack trace as well, and a port in use
   * should not produce one.
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
      Endpoint bus, NotBound failed, ActorRef<? super BindResult> owner) {
    owner.tell(
        new BindResult.Failed(
            "The members' address "
                + bus
                + " (TCP) cannot be used: "
                + failed.why()
                + ". Stop what uses it, or choose another port or --bind address."));
    return Behaviors.stopped();
  }

  private static Behavior<Command> serving(
      Tcp.ServerBinding binding, ActorRef<? super BindResult> owner) {
    owner.tell(BindResult.Succeeded.INSTANCE);
    return Behaviors.receive(Command.class)
        .onSignal(
            PostStop.class,
            stopped -> {
              binding.unbind();
              return Behaviors.same();
            })
        .build();
  }

  private CompletionStage<Tcp.ServerBinding> bind(ActorContext<Command> context, Endpoint bus) {
    var materializer = Materializer.createMaterializer(context);
    return Tcp.get(context.getSystem())
        .bind(
            bus.host(),
            bus.port(),
            BACKLOG,
            List.of(TcpSO.keepAlive(true), TcpSO.tcpNoDelay(true)),
            true,
            Optional.empty()) // links are idle by nature; each use has its own timeouts
        .to(
            Sink.foreach(
                connection ->
                    connection.handleWith(
                        connection(connection.remoteAddress().getAddress()), materializer)))
        .run(materializer);
  }

  private Flow<ByteString, ByteString, NotUsed> connection(InetAddress from) {
    var cut = KillSwitches.shared("pending");
    var place = handshakes.enter(from, cut::shutdown);
    if (place.isEmpty()) return closed();
    return Flow.of(ByteString.class)
        .via(cut.flow())
        .via(beginning(FIRST_BYTES_TIMEOUT, () -> {}, begun -> opening(begun, place.get())))
        .via(cut.flow())
        .watchTermination(
            (notUsed, done) -> {
              done.whenComplete((end, failure) -> place.get().leave());
              return notUsed;
            });
  }

  private Flow<ByteString, ByteString, NotUsed> opening(
      ByteString begun, HandshakeGate.Place place) {
    if (tls.isEncrypted(begun.apply(0))) {
      var cut = KillSwitches.shared("handshake");
      return tls.serving(
          beginning(tls.handshake(), cut::shutdown, decrypted -> serving(decrypted, place)), cut);
    }
    return tls.takesPlain() ? serving(begun, place) : closed();
  }

  /** One connection to the end, once it counts as that of a member. */
  private Flow<ByteString, ByteString, NotUsed> serving(
      ByteString begun, HandshakeGate.Place place) {
    place.leave();
    if (LinkHandshake.isLink(begun.apply(0), begun.apply(1))) return links.incoming();
    if (ArchiveCodec.isArchive(begun.apply(0), begun.apply(1))) return archives.answering();
    var permit = states.enter();
    return states
        .answering(permit)
        .via(TransferMeters.SENT.counting(system))
        .watchTermination(
            (notUsed, done) -> {
              done.whenComplete((end, failure) -> permit.leave());
              return notUsed;
            });
  }

  private static Flow<ByteString, ByteString, NotUsed> closed() {
    return Flow.fromSinkAndSource(Sink.cancelled(), Source.empty());
  }

  /**
   * Chooses by the first two bytes what serves a connection, which gets these as well. If they do
   * not come, {@code giveUp} is run.
   */
  private static Flow<ByteString, ByteString, NotUsed> beginning(
      Duration patience,
      Runnable giveUp,
      Function<ByteString, Flow<ByteString, ByteString, NotUsed>> choice) {
    return Flow.of(ByteString.class)
        .via(firstBytes())
        .initialTimeout(patience)
        // An ended connection has ended, whatever the cause: the stages behind need not know why.
        .recoverWithRetries(1, Throwable.class, () -> Source.<ByteString>empty())
        .flatMapPrefix(
            1,
            first -> {
              var begun = first.iterator();
              if (!begun.hasNext()) {
                giveUp.run();
                return closed();
              }
              var bytes = begun.next();
              return Flow.of(ByteString.class)
                  .prepend(Source.single(bytes))
                  .via(choice.apply(bytes));
            });
  }

  /** Passes everything on, the first two bytes in one piece. */
  private static Flow<ByteString, ByteString, NotUsed> firstBytes() {
    return Flow.of(ByteString.class)
        .statefulMapConcat(
            () -> {
              var held = new ByteString[] {ByteString.emptyByteString()};
              return bytes -> {
                if (held[0].size() >= 2) return List.of(bytes);
                held[0] = held[0].concat(bytes);
                return held[0].size() >= 2 ? List.of(held[0]) : List.of();
              };
            });
  }
}
