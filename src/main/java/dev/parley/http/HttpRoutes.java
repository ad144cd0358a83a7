package dev.parley.http;

import akka.NotUsed;
import akka.http.javadsl.model.AttributeKeys;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.RemoteAddress;
import akka.http.javadsl.model.ws.Message;
import akka.http.javadsl.server.AllDirectives;
import akka.http.javadsl.server.ExceptionHandler;
import akka.http.javadsl.server.Route;
import akka.http.scaladsl.model.EntityStreamSizeException;
import akka.stream.javadsl.Flow;
import dev.parley.session.limits.ClientAddress;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.concurrent.duration.FiniteDuration;

/** The answer to each request: chats in browsers, files, reports, and the operator's requests. */
final class HttpRoutes extends AllDirectives {
  /** The limit of a posted body; passwords are all that is ever posted. */
  static final int MAX_BODY_BYTES = 4_096;

  private static final int BODY_PATIENCE_SECONDS = 5;
  private static final Logger LOG = LoggerFactory.getLogger(HttpRoutes.class);

  private final WebFiles files = new WebFiles();
  private final Function<ClientAddress, CompletionStage<Flow<Message, Message, NotUsed>>> chats;
  private final StatusApi api;
  private final OperatorApi operator;

  /** {@code chats} opens a chat for one browser, from this address. */
  HttpRoutes(
      Function<ClientAddress, CompletionStage<Flow<Message, Message, NotUsed>>> chats,
      StatusApi api,
      OperatorApi operator) {
    this.chats = chats;
    this.api = api;
    this.operator = operator;
  }

  Route all() {
    var failures = ExceptionHandler.newBuilder().matchAny(e -> complete(failed(e))).build();
    var patience = FiniteDuration.create(BODY_PATIENCE_SECONDS, TimeUnit.SECONDS);
    return concat(
        path("chat", this::chat),
        handleExceptions(
            failures,
            () ->
                withSizeLimit(
                    MAX_BODY_BYTES,
                    () ->
                        extractStrictEntity(
                            patience, body -> plain(body.getData().utf8String())))));
  }

  /** Rejects a request that asks for no WebSocket: it wants the page. */
  private Route chat() {
    return extractWebSocketUpgrade(
        upgrade ->
            extractRequest(
                request ->
                    onSuccess(
                        chats.apply(from(request)),
                        chat -> complete(upgrade.handleMessagesWith(chat)))));
  }

  private static ClientAddress from(HttpRequest request) {
    return request
        .getAttribute(AttributeKeys.remoteAddress)
        .flatMap(RemoteAddress::getAddress)
        .map(address -> ClientAddress.of(address.getAddress()))
        .orElse(ClientAddress.UNKNOWN);
  }

  private Route plain(String body) {
    return concat(
        get(() -> concat(operator.reading(), files.route(), api.route())),
        post(() -> operator.posted(body)),
        complete(Responses.text(405, "Only GET and POST are supported here: use one of them.")));
  }

  /**
   * The response for the client whose request failed: whose fault it is, and what to do about it.
   */
  static HttpResponse failed(Throwable failure) {
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
    LOG.warn("a request failed", cause);
    return Responses.text(
        500, "Something went wrong on this node: try again, and read its log if that fails too.");
  }
}
