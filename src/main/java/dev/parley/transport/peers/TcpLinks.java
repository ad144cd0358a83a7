package dev.parley.transport.peers;

import akka.NotUsed;
import akka.actor.typed.ActorSystem;
import akka.io.Inet;
import akka.io.TcpSO;
import akka.stream.BoundedSourceQueue;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Keep;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import akka.stream.javadsl.Tcp;
import akka.util.ByteString;
import dev.parley.group.LinkTransport;
import dev.parley.protocol.Endpoint;
import dev.parley.protocol.links.LinkGreeting;
import dev.parley.protocol.links.LinkGreeting.Verdict;
import dev.parley.transport.udp.HostResolver;
import dev.parley.wire.LinkHandshake;
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The links of one node over TCP. A connection that is no link of this cluster is closed; a
 * greeting of another version is answered first. Safe for use by several threads.
 */
public final class TcpLinks implements LinkTransport {
  /**
   * A machine that does not answer a call for this long is cut off or down: its silence will show
   * that.
   */
  static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);

  /** A peer that has not greeted, or not answered, by then is disconnected. */
  static final Duration OPENING_TIMEOUT = Duration.ofSeconds(2);

  /**
   * Accepted links at once, twice as many as the rule above allows to be up: they wait for their
   * verdict.
   */
  static final int MAX_ACCEPTED = 32;

  /** Greeting, answer and goodbye wait in this queue, and never more. */
  private static final int OUT = 4;

  private static final ByteString GOODBYE =
      ByteString.fromArray(new byte[] {LinkHandshake.GOODBYE});

  private static final List<Inet.SocketOption> OPTIONS =
      List.of(TcpSO.keepAlive(true), TcpSO.tcpNoDelay(true));

  private final ActorSystem<?> system;
  private final String cluster;
  private final PeerTls tls;
  private final AtomicInteger accepted = new AtomicInteger();
  private volatile @Nullable Acceptor acceptor;

  public TcpLinks(ActorSystem<?> system, String cluster, PeerTls tls) {
    this.system = system;
    this.cluster = cluster;
    this.tls = tls;
  }

  private static final class QueueEnd implements Handle {
    private final BoundedSourceQueue<ByteString> out;
    private final AtomicBoolean ended = new AtomicBoolean();

    QueueEnd(BoundedSourceQueue<ByteString> out) {
      this.out = out;
    }

    @Override
    public void reply(Verdict verdict) {
      var answer = ByteString.fromArrayUnsafe(LinkHandshake.answer(verdict));
      if (verdict != Verdict.WELCOME) end(answer);
      else if (!ended.get()) out.offer(answer);
    }

    @Override
    public void hangUp() {
      end(GOODBYE);
    }

    @Override
    public void cut() {
      end(ByteString.emptyByteString());
    }

    private void end(ByteString lastWords) {
      if (!ended.compareAndSet(false, true)) return;
      if (!lastWords.isEmpty()) out.offer(lastWords);
      try {
        out.complete();
      } catch (IllegalStateException e) {
        // The connection ended first, and nothing more is wanted here.
      }
    }
  }

  @Override
  public void acceptWith(Acceptor next) {
    acceptor = next;
  }

  @Override
  public Handle dial(Endpoint bus, LinkGreeting greeting, Consumer<Event> events) {
    var out = Source.<ByteString>queue(OUT).preMaterialize(system);
    var end = new QueueEnd(out.first());
    out.first().offer(ByteString.fromArrayUnsafe(LinkHandshake.encode(cluster, greeting)));
    var connection =
        Tcp.get(system)
            .outgoingConnection(
                HostResolver.withoutLookup(bus),
                Optional.empty(),
                OPTIONS,
                false, // closed as a whole when this end is done
                Optional.of(CONNECT_TIMEOUT),
                Optional.empty());
    var started =
        out.second()
            .viaMat(tls.diallingOnceConnected(bus.host(), connection, system), Keep.right())
            .via(reading(LinkReader::ofAnswer))
            .initialTimeout(tls.opening(OPENING_TIMEOUT))
            .toMat(Sink.foreach(heard -> onHeard(end, heard, events)), Keep.both())
            .run(system);
    started
        .second()
        .whenComplete(
            (done, failure) -> {
              end.cut();
              started
                  .first()
                  .whenComplete(
                      (connected, refusal) ->
                          events.accept(
                              refusal == null
                                  ? Closed.INSTANCE
                                  : new Unreachable(isRefusal(refusal))));
            });
    return end;
  }

  private void onHeard(Handle end, LinkReader.Heard heard, Consumer<Event> events) {
    if (heard instanceof LinkReader.Answered answered) {
      events.accept(new Answered(answered.verdict()));
    } else if (heard == LinkReader.Last.GOODBYE) {
      events.accept(Goodbye.INSTANCE);
      end.cut();
    } else {
      // The answer has this node's version, and the connection ends with it.
      if (heard == LinkReader.Last.OTHER_VERSION) end.reply(Verdict.NOT_NOW);
      else end.cut();
    }
  }

  /** Only the machine's own answer counts: a missing route or answer may be the network's fault. */
  static boolean isRefusal(Throwable failure) {
    for (var cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ConnectException
          && String.valueOf(cause.getMessage()).contains("refused")) return true;
    }
    return false;
  }

  private static Flow<ByteString, LinkReader.Heard, NotUsed> reading(
      java.util.function.Supplier<LinkReader> readers) {
    return Flow.of(ByteString.class)
        .statefulMapConcat(
            () -> {
              var reader = readers.get();
              return reader::onBytes;
            });
  }

  /** One incoming connection whose first bytes are those of a link; to be run once. */
  Flow<ByteString, ByteString, NotUsed> incoming() {
    var out = Source.<ByteString>queue(OUT).preMaterialize(system);
    var link = new Incoming(new QueueEnd(out.first()));
    var in =
        reading(LinkReader::ofGreeting)
            .initialTimeout(OPENING_TIMEOUT)
            .toMat(Sink.foreach(link::onHeard), Keep.right())
            .mapMaterializedValue(
                done -> {
                  done.whenComplete((end, failure) -> link.onEnded());
                  return NotUsed.getInstance();
                });
    return Flow.fromSinkAndSourceCoupled(in, out.second());
  }

  /** An incoming link, on the one thread of its stream. */
  private final class Incoming {
    private final Handle end;
    private Consumer<Event> events = event -> {};
    private boolean isCounted;

    Incoming(Handle end) {
      this.end = end;
    }

    void onHeard(LinkReader.Heard heard) {
      if (heard instanceof LinkReader.Greeted greeted) onGreeted(greeted.greeted());
      else TcpLinks.this.onHeard(end, heard, events);
    }

    private void onGreeted(LinkHandshake.Greeted greeted) {
      var taker = acceptor;
      isCounted = true;
      boolean isFull = accepted.incrementAndGet() > MAX_ACCEPTED;
      if (!greeted.cluster().equals(cluster)) {
        // The process that the greeting was meant for is no longer at this address.
        end.reply(Verdict.SOMEBODY_ELSE);
      } else if (isFull || taker == null) {
        end.reply(Verdict.NOT_NOW);
      } else {
        events = taker.accept(end, greeted.greeting());
      }
    }

    void onEnded() {
      if (isCounted) accepted.decrementAndGet();
      end.cut();
      events.accept(Closed.INSTANCE);
    }
  }
}
