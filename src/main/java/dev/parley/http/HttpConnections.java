package dev.parley.http;

import static dev.parley.time.MonotonicClock.nowMs;

import akka.NotUsed;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.model.ws.Message;
import akka.stream.KillSwitches;
import akka.stream.Materializer;
import akka.stream.SharedKillSwitch;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Tcp.IncomingConnection;
import akka.util.ByteString;
import dev.parley.session.limits.ClientAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Serves HTTP connections as far as {@link ConnectionTable} lets it, and counts the chats beside
 * them. Safe for several threads.
 */
final class HttpConnections {
  /** The rest of the last answer has this long: 5 KB a second are enough for any file of a page. */
  private static final long LAST_ANSWER_MS = 10_000;

  /** The ends of a connection: in order, behind what was answered, and at once. */
  private record Ends(SharedKillSwitch requests, SharedKillSwitch bytes) {}

  private record Ending(SharedKillSwitch bytes, long sinceMs) {}

  private final int chatPlaces;
  private final ClientSource source;
  private final Function<HttpRequest, CompletionStage<HttpResponse>> handler;
  private final Materializer materializer;
  private final HttpLayers layers;
  private final ConnectionTable table;
  private final Map<Long, Ends> ends = new HashMap<>();
  private final Set<Long> answeredOnce = new HashSet<>();
  private final Deque<Ending> ending = new ArrayDeque<>();
  private long lastId;
  private final Set<Long> streams = new HashSet<>();
  private int chats;

  /** {@code places}: connections at a time, chats included. */
  HttpConnections(
      int places,
      ClientSource source,
      HttpLayers layers,
      Function<HttpRequest, CompletionStage<HttpResponse>> handler,
      Materializer materializer) {
    this.source = source;
    this.layers = layers;
    this.handler = handler;
    this.materializer = materializer;
    table = new ConnectionTable(places);
    chatPlaces = places - table.places();
  }

  void serve(IncomingConnection connection) {
    var remote = connection.remoteAddress();
    var end = new Ends(KillSwitches.shared("requests"), KillSwitches.shared("bytes"));
    long id = open(ClientAddress.of(remote.getAddress().getAddress()).share(), end);
    var network =
        Flow.of(ByteString.class)
            .via(end.bytes().flow())
            .via(connection.flow())
            .via(end.bytes().flow());
    layers
        .over(remote, network, () -> saidAll(end))
        .join(
            Flow.<HttpRequest>create()
                .via(end.requests().<HttpRequest>flow())
                .mapAsync(1, request -> answer(id, request))
                .watchTermination(
                    (mat, done) -> {
                      done.whenComplete((d, failure) -> gone(id));
                      return mat;
                    }))
        .run(materializer);
  }

  /** Ends connections that have waited for too long; to be called every second or so. */
  synchronized void onTick() {
    long nowMs = nowMs();
    table.onTick(nowMs).forEach(this::end);
    while (!ending.isEmpty() && nowMs - ending.peek().sinceMs() >= LAST_ANSWER_MS)
      ending.remove().bytes().shutdown();
  }

  // Without a word: the engine has none for a request that has not arrived, and between two
  // requests a connection may end at any time (RFC 9112, 9.5). Where the last answer may still be
  // on its way it ends in order at first; but an encrypted one would wait for its client then, who
  // may never even have begun a handshake.
  private void end(long id) {
    var end = ends.get(id);
    boolean wasAnswered = answeredOnce.contains(id);
    forget(id);
    if (end == null) return;
    if (wasAnswered) {
      end.requests().shutdown();
      saidAll(end);
    } else {
      end.bytes().shutdown();
    }
  }

  /** What is left of the last answer, or the last words of a chat, have their time. */
  private synchronized void saidAll(Ends end) {
    ending.add(new Ending(end.bytes(), nowMs()));
  }

  /** A chat that counts as a connection for as long as it lasts. */
  Flow<Message, Message, NotUsed> counted(Flow<Message, Message, NotUsed> chat) {
    return chat.watchTermination(
        (mat, done) -> {
          countChats(1);
          done.whenComplete((d, failure) -> countChats(-1));
          return mat;
        });
  }

  private synchronized void countChats(int difference) {
    chats += difference;
  }

  private synchronized boolean hasRoomForChat() {
    return chats < chatPlaces;
  }

  private synchronized long open(String share, Ends end) {
    long id = ++lastId;
    ends.put(id, end);
    table.onOpened(id, share, nowMs()).ifPresent(this::end);
    return id;
  }

  private synchronized void forget(long id) {
    table.onGone(id);
    ends.remove(id);
    answeredOnce.remove(id);
  }

  /** A stream of events lasts like a chat, and takes the place of one. */
  private synchronized void streams(long id) {
    boolean isOpen = ends.containsKey(id);
    forget(id);
    if (isOpen && streams.add(id)) chats++;
  }

  private synchronized void gone(long id) {
    forget(id);
    if (streams.remove(id)) chats--;
  }

  private CompletionStage<HttpResponse> answer(long id, HttpRequest request) {
    boolean isAlways = RequestGate.isProbe(request);
    if (!mayAnswer(id, source.of(request).share()) && !isAlways) {
      request.discardEntityBytes(materializer);
      answered(id);
      return CompletableFuture.completedFuture(
          Responses.text(503, "Too many requests are answered here: try again in a moment."));
    }
    boolean isLong = request.getHeader("Upgrade").isPresent() || EventApi.isStream(request);
    if (isLong && !hasRoomForChat()) {
      answered(id);
      return CompletableFuture.completedFuture(
          Responses.text(503, "This server has as many chats as it can: try another one."));
    }
    return handler
        .apply(request)
        .whenComplete(
            (response, failure) -> {
              boolean isChat =
                  response != null && response.status().equals(StatusCodes.SWITCHING_PROTOCOLS);
              if (isChat) forget(id);
              else if (response != null && response.entity().isChunked()) streams(id);
              else answered(id);
            });
  }

  private synchronized boolean mayAnswer(long id, String share) {
    return table.onRequest(id, share);
  }

  private synchronized void answered(long id) {
    table.onAnswered(id, nowMs());
    if (ends.containsKey(id)) answeredOnce.add(id);
  }
}
