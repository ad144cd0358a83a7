package dev.parley.http;

import static akka.http.javadsl.server.PathMatchers.segment;
import static dev.parley.time.MonotonicClock.nowMs;

import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.server.AllDirectives;
import akka.http.javadsl.server.Route;
import dev.parley.protocol.NodeState;
import dev.parley.replica.ReplicaProtocol;
import dev.parley.replica.ReplicaProtocol.Knowledge;
import dev.parley.replica.ReplicaProtocol.NodeStatus;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** The answers of this node to requests that only read. */
final class StatusApi extends AllDirectives {
  /** At most one part in this many of the time goes into hashing the state for reports. */
  private static final int HASH_ONE_IN = 10;

  /** Each holds a snapshot of the state until it is answered, so a burst must not fill memory. */
  private static final int MAX_REPORTS = 4;

  private record Digest(String text, long untilMs) {}

  private final String cluster;
  private final Supplier<SealReport> seal;
  private final ReplicaClient replica;
  private final ConcurrencyLimit reports = new ConcurrencyLimit(MAX_REPORTS);
  private CompletableFuture<Digest> digest =
      CompletableFuture.completedFuture(new Digest("", nowMs()));

  StatusApi(String cluster, Supplier<SealReport> seal, ReplicaClient replica) {
    this.cluster = cluster;
    this.seal = seal;
    this.replica = replica;
  }

  Route route() {
    return concat(
        pathSingleSlash(() -> answer(this::page)),
        path(segment("api").slash("cluster"), () -> answer(() -> reports.run(this::cluster))),
        path(segment("api").slash("users"), () -> answer(() -> reports.run(this::users))),
        path("alive", () -> complete(Responses.text(200, "alive"))),
        path("ready", this::ready),
        complete(
            Responses.text(
                404,
                "The paths here are /, /chat, /api/cluster, /api/users, /api/recover, /alive and"
                    + " /ready: use one of them.")));
  }

  private Route answer(Supplier<CompletionStage<HttpResponse>> response) {
    return completeWithFuture(ReplicaClient.orBusy(response.get(), StatusApi::busy));
  }

  private static HttpResponse busy() {
    return Responses.text(503, "The node is too busy to answer: try again in a moment.");
  }

  private CompletionStage<HttpResponse> page() {
    return status()
        .thenApplyAsync(
            status -> Responses.html(StatusPage.of(cluster, seal.get(), status)),
            replica.workers());
  }

  private CompletionStage<HttpResponse> users() {
    return status()
        .thenCombineAsync(
            knowledge(),
            (status, known) -> Responses.json(UsersReport.of(status, known.state())),
            replica.workers());
  }

  private CompletionStage<HttpResponse> cluster() {
    var status = status();
    var backlog = replica.ask(ReplicaProtocol.AskBacklog::new);
    return knowledge()
        .thenCompose(
            known ->
                digest(known)
                    .thenCompose(
                        hash ->
                            status.thenCombineAsync(
                                backlog,
                                (now, waits) ->
                                    Responses.json(
                                        ClusterReport.of(
                                            cluster, seal.get(), now, known, waits, hash)),
                                replica.workers())));
  }

  /**
   * A state of a million messages takes a second to hash, so an older digest is good enough for a
   * while, and a client that asks while one is computed gets that one.
   */
  private synchronized CompletionStage<String> digest(Knowledge known) {
    boolean isOld =
        digest.isCompletedExceptionally()
            || (digest.isDone() && nowMs() >= digest.join().untilMs());
    if (isOld) digest = CompletableFuture.supplyAsync(() -> hash(known), replica.workers());
    return digest.thenApply(Digest::text);
  }

  private static Digest hash(Knowledge known) {
    long beginMs = nowMs();
    var text = known.state().digest();
    long endMs = nowMs();
    return new Digest(text, endMs + HASH_ONE_IN * (endMs - beginMs));
  }

  private Route ready() {
    return completeWithFuture(
        ReplicaClient.orBusy(
            status().thenApply(StatusApi::readiness),
            () -> Responses.text(503, "busy: ask again")));
  }

  private static HttpResponse readiness(NodeStatus status) {
    if (status.isDraining()) return Responses.text(503, "draining");
    return Responses.text(status.state() == NodeState.MEMBER ? 200 : 503, status.state().word());
  }

  private CompletionStage<NodeStatus> status() {
    return replica.ask(ReplicaProtocol.AskStatus::new);
  }

  private CompletionStage<Knowledge> knowledge() {
    return replica.ask(ReplicaProtocol.AskKnowledge::new);
  }
}
