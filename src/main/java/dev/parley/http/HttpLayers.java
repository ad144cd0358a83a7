package dev.parley.http;

import akka.NotUsed;
import akka.actor.typed.ActorSystem;
import akka.http.javadsl.Http;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.settings.ServerSettings;
import akka.stream.TLSClosing;
import akka.stream.TLSProtocol.SessionBytes;
import akka.stream.TLSProtocol.SslTlsInbound;
import akka.stream.TLSProtocol.SslTlsOutbound;
import akka.stream.javadsl.BidiFlow;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.TLS;
import akka.stream.javadsl.TLSPlacebo;
import akka.util.ByteString;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;

/**
 * What makes requests of the bytes of a connection: encryption, if there is one, and the engine.
 * The engine would put all of it together by itself, and then nobody could cut a connection below
 * the encryption.
 */
final class HttpLayers {
  private final Http http;
  private final ServerSettings settings;
  private final Optional<Supplier<SSLEngine>> tls;
  private final Duration idle;

  HttpLayers(ActorSystem<?> system, ServerSettings settings, Optional<Supplier<SSLEngine>> tls) {
    this.http = Http.get(system);
    this.settings = settings;
    this.tls = tls;
    this.idle = system.settings().config().getDuration("akka.http.server.idle-timeout");
  }

  /**
   * The requests of one connection, from {@code remote}, whose bytes pass {@code network}. {@code
   * said} is run, on any thread, when the engine has nothing more to say there.
   */
  Flow<HttpResponse, HttpRequest, NotUsed> over(
      InetSocketAddress remote, Flow<ByteString, ByteString, NotUsed> network, Runnable said) {
    return http.serverLayer(settings, Optional.of(remote))
        .atop(BidiFlow.fromFlows(ending(said), Flow.of(SslTlsInbound.class)))
        .atop(encryption())
        .atop(BidiFlow.<ByteString, ByteString>bidirectionalIdleTimeout(idle))
        .join(network);
  }

  private static Flow<SslTlsOutbound, SslTlsOutbound, NotUsed> ending(Runnable said) {
    return Flow.of(SslTlsOutbound.class)
        .watchTermination(
            (mat, done) -> {
              done.whenComplete((end, failure) -> said.run());
              return mat;
            });
  }

  private BidiFlow<SslTlsOutbound, ByteString, ByteString, SslTlsInbound, NotUsed> encryption() {
    return tls.map(engines -> TLS.create(engines, session -> {}, TLSClosing.eagerClose()))
        .orElseGet(HttpLayers::none);
  }

  private static BidiFlow<SslTlsOutbound, ByteString, ByteString, SslTlsInbound, NotUsed> none() {
    return BidiFlow.fromFlows(
            Flow.of(SslTlsOutbound.class),
            Flow.of(SessionBytes.class).<SslTlsInbound>map(bytes -> bytes))
        .atop(TLSPlacebo.getInstance());
  }
}
