package dev.parley.transport.peers;

import akka.NotUsed;
import akka.actor.typed.ActorSystem;
import akka.stream.IgnoreCancel$;
import akka.stream.KillSwitches;
import akka.stream.SharedKillSwitch;
import akka.stream.TLSClosing;
import akka.stream.TLSProtocol;
import akka.stream.TLSProtocol.SessionBytes;
import akka.stream.TLSProtocol.SslTlsInbound;
import akka.stream.TLSProtocol.SslTlsOutbound;
import akka.stream.javadsl.AsPublisher;
import akka.stream.javadsl.BidiFlow;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Keep;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import akka.stream.javadsl.TLS;
import akka.util.ByteString;
import dev.parley.security.SealMode;
import dev.parley.tls.NodeTls;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * TLS around the bytes of connections between members, both of which show a certificate of the
 * cluster; and which connections have it, while a cluster passes from none to all.
 */
public final class PeerTls {
  /**
   * A handshake that has not ended by then is given up: nodes that start together on one machine
   * share its processors.
   */
  private static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(10);

  /** The first byte of a handshake of TLS (RFC 8446, section 5.1); no plain connection has it. */
  private static final byte HANDSHAKE = 0x16;

  private final Optional<NodeTls> tls;
  private final Supplier<SealMode> mode;
  private final Duration handshake;

  private PeerTls(Optional<NodeTls> tls, Supplier<SealMode> mode, Duration handshake) {
    this.tls = tls;
    this.mode = mode;
    this.handshake = handshake;
  }

  /** For a cluster without a key: nothing is encrypted. */
  public static PeerTls none() {
    return new PeerTls(Optional.empty(), () -> SealMode.ACCEPT, HANDSHAKE_TIMEOUT);
  }

  /** {@code mode} is asked for each connection. */
  public static PeerTls of(NodeTls tls, Supplier<SealMode> mode) {
    return of(tls, mode, HANDSHAKE_TIMEOUT);
  }

  static PeerTls of(NodeTls tls, Supplier<SealMode> mode, Duration handshake) {
    return new PeerTls(Optional.of(tls), mode, handshake);
  }

  /** The time of a handshake with the first bytes after it. */
  Duration handshake() {
    return handshake;
  }

  boolean takesPlain() {
    return tls.isEmpty() || mode.get().takesPlain();
  }

  /** Whether a connection that begins with this byte is encrypted. */
  boolean isEncrypted(byte first) {
    return tls.isPresent() && first == HANDSHAKE;
  }

  private boolean dialsTls() {
    return tls.isPresent() && mode.get().seals();
  }

  /** The time that a dialled connection has for its first bytes, if {@code plain} is enough. */
  Duration opening(Duration plain) {
    return dialsTls() ? handshake : plain;
  }

  /**
   * A dialled connection as its user sees it. It fails if a stranger answers, or a member that has
   * another host than the one that was dialled.
   */
  <M> Flow<ByteString, ByteString, M> dialling(
      String host, Flow<ByteString, ByteString, M> connection) {
    if (!dialsTls()) return connection;
    var encryption =
        TLS.create(
            tls.get()::dialMember,
            session -> NodeTls.checkIsAt(host, session),
            TLSClosing.eagerClose());
    var cut = KillSwitches.shared("dialled");
    return Flow.of(ByteString.class)
        .map(PeerTls::sent)
        .viaMat(
            encryption.join(
                Flow.of(ByteString.class)
                    .via(cut.flow())
                    .viaMat(connection, Keep.right())
                    .via(cut.flow()),
                Keep.right()),
            Keep.right())
        .via(received())
        // A handshake that was given up would stay open for as long as the other end likes.
        .watchTermination(
            (made, done) -> {
              done.whenComplete(
                  (end, failure) -> {
                    if (failure != null) cut.shutdown();
                  });
              return made;
            });
  }

  /**
   * As {@link #dialling}, for calls that are often refused: nothing is set up for a handshake
   * before the connection is made, so that a refusal is known as soon as the network brings it. The
   * flow is for one use, and the call has begun when this returns.
   */
  <M> Flow<ByteString, ByteString, CompletionStage<M>> diallingOnceConnected(
      String host,
      Flow<ByteString, ByteString, CompletionStage<M>> connection,
      ActorSystem<?> system) {
    if (!dialsTls()) return connection;
    var ends =
        Source.<ByteString>asSubscriber()
            .viaMat(connection, Keep.both())
            .toMat(Sink.<ByteString>asPublisher(AsPublisher.WITHOUT_FANOUT), Keep.both())
            .run(system);
    var connected = ends.first().second();
    var network =
        Flow.fromSinkAndSource(
            Sink.fromSubscriber(ends.first().first()), Source.fromPublisher(ends.second()));
    return Flow.completionStageFlow(connected.thenApply(made -> dialling(host, network)))
        .mapMaterializedValue(handshaking -> connected);
  }

  /**
   * An accepted connection as the network sees it; {@code user} sees only what a member sent, and
   * cuts a connection whose handshake it has given up.
   */
  Flow<ByteString, ByteString, NotUsed> serving(
      Flow<ByteString, ByteString, NotUsed> user, SharedKillSwitch cut) {
    // The state server reads no further when it has its request, and still writes.
    BidiFlow<SslTlsOutbound, ByteString, ByteString, SslTlsInbound, NotUsed> encryption =
        TLS.create(tls.orElseThrow()::serveMember, session -> {}, IgnoreCancel$.MODULE$);
    return Flow.of(ByteString.class)
        .via(cut.flow())
        .via(encryption.reversed().join(received().via(user).map(PeerTls::sent)))
        .via(cut.flow());
  }

  private static SslTlsOutbound sent(ByteString bytes) {
    return new TLSProtocol.SendBytes(bytes);
  }

  private static Flow<SslTlsInbound, ByteString, NotUsed> received() {
    return Flow.of(SslTlsInbound.class).collectType(SessionBytes.class).map(SessionBytes::bytes);
  }
}
