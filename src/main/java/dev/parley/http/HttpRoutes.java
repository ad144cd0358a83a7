package dev.parley.http;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.model.ContentType;
import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpCharsets;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.MediaTypes;
import akka.http.javadsl.model.headers.RawHeader;
import akka.http.scaladsl.model.EntityStreamSizeException;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers plain requests, on threads of its own: an answer may wait for the node. */
final class HttpRoutes {
  /** Requests answered at once; others wait their turn. */
  private static final int THREADS = 4;

  /** Of what is posted; a password is all that ever is. */
  static final int MAX_BODY_BYTES = 4_096;

  private static final long BODY_PATIENCE_MS = 5_000;
  private static final Logger LOG = LoggerFactory.getLogger(HttpRoutes.class);

  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS, daemons());
  private final WebFiles files = new WebFiles();
  private final StatusApi api;
  private final OperatorApi operator;
  private final ActorSystem<?> system;

  HttpRoutes(StatusApi api, OperatorApi operator, ActorSystem<?> system) {
    this.api = api;
    this.operator = operator;
    this.system = system;
  }

  private static ThreadFactory daemons() {
    return task -> {
      var thread = new Thread(task, "http");
      thread.setDaemon(true);
      return thread;
    };
  }

  CompletionStage<HttpResponse> answer(HttpRequest request) {
    var path = request.getUri().path();
    return request
        .entity()
        .withSizeLimit(MAX_BODY_BYTES)
        .toStrict(BODY_PATIENCE_MS, system)
        .thenApplyAsync(body -> answer(request, path, body.getData().utf8String()), threads)
        .exceptionally(HttpRoutes::failed)
        .thenApply(HttpRoutes::response);
  }

  /** For whoever asked: whose fault it is, and what to do about it. */
  static Answer failed(Throwable failure) {
    if (failure instanceof CompletionException && failure.getCause() != null)
      return failed(failure.getCause());
    if (failure instanceof EntityStreamSizeException) {
      return Answer.text(
          413,
          "At most "
              + MAX_BODY_BYTES
              + " bytes are accepted here: send less; a password is short.");
    }
    if (failure instanceof TimeoutException) {
      return Answer.text(
          408,
          "The request body did not arrive within "
              + BODY_PATIENCE_MS / 1_000
              + " s: send it again, in one piece.");
    }
    LOG.warn("a request failed", failure);
    return Answer.text(
        500, "Something went wrong on this node: try again, and read its log if that fails too.");
  }

  private Answer answer(HttpRequest request, String path, String body) {
    var method = request.method().value();
    return switch (method) {
      case "GET", "HEAD" -> get(path);
      case "POST" -> operator.post(path, authorization(request), body);
      default -> Answer.text(405, "Only GET and POST are supported here: use one of them.");
    };
  }

  private Answer get(String path) {
    if (path.equals("/api/recover")) return operator.recovery();
    return files.get(path).orElseGet(() -> api.get(path));
  }

  private static Optional<String> authorization(HttpRequest request) {
    return request.getHeader("Authorization").map(header -> header.value());
  }

  private static HttpResponse response(Answer answer) {
    return HttpResponse.create()
        .withStatus(answer.code())
        .addHeader(RawHeader.create("Cache-Control", "no-store"))
        .addHeader(RawHeader.create("Content-Security-Policy", answer.policy()))
        .addHeader(RawHeader.create("X-Content-Type-Options", "nosniff"))
        .addHeader(RawHeader.create("Referrer-Policy", "no-referrer"))
        .withEntity(HttpEntities.create(type(answer.type()), answer.body()));
  }

  private static ContentType.NonBinary type(String type) {
    return switch (type) {
      case "text/html" -> ContentTypes.TEXT_HTML_UTF8;
      case "text/plain" -> ContentTypes.TEXT_PLAIN_UTF8;
      case "text/css" -> ContentTypes.create(MediaTypes.TEXT_CSS, HttpCharsets.UTF_8);
      case "text/javascript" ->
          ContentTypes.create(MediaTypes.APPLICATION_JAVASCRIPT, HttpCharsets.UTF_8);
      default -> ContentTypes.APPLICATION_JSON;
    };
  }

  void close() {
    threads.shutdownNow();
  }
}
