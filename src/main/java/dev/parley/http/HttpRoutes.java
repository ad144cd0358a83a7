package dev.parley.http;

import akka.NotUsed;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.ws.Message;
import akka.http.javadsl.server.AllDirectives;
import akka.http.javadsl.server.ExceptionHandler;
import akka.http.javadsl.server.Route;
import akka.http.scaladsl.model.EntityStreamSizeException;
import akka.stream.javadsl.Flow;
import akka.util.ByteString;
import dev.parley.http.AccessRule.Visitor;
import dev.parley.session.limits.ClientAddress;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import scala.concurrent.duration.FiniteDuration;

/** The answer to each request: chats in browsers, files, reports, and the operator's requests. */
final class HttpRoutes extends AllDirectives {
  /** The limit of a posted body; passwords are all that is ever posted. */
  static final int MAX_BODY_BYTES = 4_096;

  private static final int BODY_PATIENCE_SECONDS = 5;

  private final WebFiles files = new WebFiles();
  private final SampledLog failureLog = new SampledLog(HttpRoutes.class, "requests failed");
  private final RequestGate gate;
  private final AccessRule access;
  private final ClientSource source;
  private final Function<ClientAddress, CompletionStage<Flow<Message, Message, NotUsed>>> chats;
  private final StatusApi api;
  private final EventApi events;
  private final OperatorApi operator;

  /** {@code chats} opens a chat for one browser, from this address. */
  HttpRoutes(
      RequestGate gate,
      AccessRule access,
      ClientSource source,
      Function<ClientAddress, CompletionStage<Flow<Message, Message, NotUsed>>> chats,
      StatusApi api,
      EventApi events,
      OperatorApi operator) {
    this.gate = gate;
    this.access = access;
    this.source = source;
    this.chats = chats;
    this.api = api;
    this.events = events;
    this.operator = operator;
  }

  Route all() {
    var badBodies = ExceptionHandler.newBuilder().matchAny(e -> complete(unread(e))).build();
    var patience = FiniteDuration.create(BODY_PATIENCE_SECONDS, TimeUnit.SECONDS);
    return concat(
        path("chat", () -> admitted(this::chat)),
        handleExceptions(
            badBodies,
            () ->
                withSizeLimit(
                    MAX_BODY_BYTES,
                    () -> extractStrictEntity(patience, body -> read(body.getData())))));
  }

  private Route read(ByteString body) {
    var failures = ExceptionHandler.newBuilder().matchAny(e -> complete(failed(e))).build();
    return handleExceptions(failures, () -> admitted(() -> plain(body.utf8String())));
  }

  private Route admitted(Supplier<Route> route) {
    return extractRequest(
        request -> gate.refusal(request).<Route>map(this::complete).orElseGet(route));
  }

  /** Rejects a request that asks for no WebSocket: it wants the page. */
  private Route chat() {
    return extractWebSocketUpgrade(
        upgrade ->
            extractRequest(
                request ->
                    onSuccess(
                        chats.apply(source.of(request)),
                        chat -> complete(upgrade.handleMessagesWith(chat)))));
  }

  private Route plain(String body) {
    return extractRequest(request -> plain(body, access.visitor(request), source.of(request)));
  }

  private Route plain(String body, Visitor visitor, ClientAddress from) {
    return concat(
        get(
            () ->
                concat(
                    operator.reading(visitor),
                    files.route(),
                    events.route(visitor),
                    api.route(visitor))),
        post(() -> operator.posted(body, visitor, from)),
        delete(() -> operator.deleted(visitor, from)),
        complete(Responses.text(405, "Only GET and POST are supported here: use one of them.")));
  }

  /** The response for the client whose body could not be read: what to do about it. */
  static HttpResponse unread(Throwable failure) {
    var cause = ReplicaClient.causeOf(failure);
    if (cause instanceof EntityStreamSizeException) {
      return Responses.text(
          413,
          "At most %d bytes are accepted here: send less; a password is short."
              .formatted(MAX_BODY_BYTES));
    }
    if (cause instanceof TimeoutException) {
      return Responses.text(
          408,
          "The request body did not arrive within %d s: send it again, in one piece."
              .formatted(BODY_PATIENCE_SECONDS));
    }
    // A broken or truncated body, or a connection that ended in it: nothing that a log should have.
    return Responses.text(400, "The request's body is broken: send it again, whole.");
  }

  /** A fault of this node; the client is told no detail. */
  private HttpResponse failed(Throwable failure) {
    failureLog.onFailure(ReplicaClient.causeOf(failure));
    return Responses.text(
        500, "Something went wrong on this node: try again, and read its log if that fails too.");
  }
}
