package dev.parley.http;

import static akka.http.javadsl.server.PathMatchers.segment;

import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.server.AllDirectives;
import akka.http.javadsl.server.Route;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.group.CausalMulticast.Backlog;
import dev.parley.group.NodeEvents;
import dev.parley.group.NodeTraces;
import dev.parley.http.AccessRule.Visitor;
import dev.parley.http.ClusterReport.Contents;
import dev.parley.protocol.NodeState;
import dev.parley.replica.ReplicaProtocol;
import dev.parley.replica.ReplicaProtocol.Census;
import dev.parley.replica.ReplicaProtocol.Knowledge;
import dev.parley.replica.ReplicaProtocol.NodeStatus;
import dev.parley.time.MonotonicClock;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The answers of this node to requests that only read. They come from reports that are made once in
 * a while, however many ask: most of them copy the whole state on the replica's thread, which
 * messages wait for.
 */
final class StatusApi extends AllDirectives {
  /** Between two reports that copy the whole state. */
  private static final long STATE_REST_MS = 1_000;

  /** Between two of a few fields: a program that waits for a view need not wait for long. */
  private static final long STATUS_REST_MS = 100;

  /** Pages ask every two seconds, each at its own moment, and when something has happened. */
  private static final long OVERVIEW_REST_MS = 200;

  private final String cluster;
  private final Supplier<SealReport> seal;
  private final ReplicaClient replica;
  private final ClusterMeters meters;
  private final NodeEvents events;
  private final NodeTraces traces;
  private final CachedReport<NodeStatus> status;
  private final CachedReport<String> metrics;
  private final CachedReport<ObjectNode> overview;
  private final CachedReport<Contents> contents;
  private final CachedReport<ObjectNode> users;

  StatusApi(
      String cluster,
      Supplier<SealReport> seal,
      ReplicaClient replica,
      ClusterMeters meters,
      NodeEvents events,
      NodeTraces traces) {
    this.meters = meters;
    this.events = events;
    this.traces = traces;
    this.cluster = cluster;
    this.seal = seal;
    this.replica = replica;
    this.status = cached(() -> replica.ask(ReplicaProtocol.AskStatus::new), STATUS_REST_MS, false);
    this.metrics = cached(this::metrics, STATUS_REST_MS, true);
    this.overview = cached(this::overview, OVERVIEW_REST_MS, false);
    this.contents = cached(this::contents, STATE_REST_MS, true);
    this.users = cached(this::users, STATE_REST_MS, true);
  }

  private static <T> CachedReport<T> cached(
      Supplier<CompletionStage<T>> make, long restMs, boolean isDear) {
    return new CachedReport<>(make, restMs, isDear, MonotonicClock::nowMs);
  }

  /** The operator changed something: the reports of before are not repeated. */
  void forget() {
    status.forget();
    overview.forget();
    contents.forget();
    users.forget();
  }

  Route route(Visitor visitor) {
    return concat(
        path("alive", () -> complete(Responses.text(200, "alive"))),
        path("ready", this::ready),
        path("health", () -> ofStatus(now -> Responses.text(200, Health.of(now).word()))),
        pathSingleSlash(() -> ofStatus(now -> page(now, visitor))),
        path("learn", () -> ofStatus(now -> guide(now, visitor))),
        path("metrics", () -> metrics(visitor)),
        path(segment("api").slash("cluster"), () -> answer(visitor.maySeeReports(), this::cluster)),
        path(
            segment("api").slash("overview"), () -> answer(visitor.maySeeReports(), overview::get)),
        path(segment("api").slash("users"), () -> answer(visitor.maySeeNames(), users::get)),
        complete(
            Responses.text(
                404,
                "The paths here are /, /chat, /learn, /api/cluster, /api/events, /api/overview,"
                    + " /api/trace, /api/users, /api/recover, /metrics, /alive, /ready and /health:"
                    + " use one of them.")));
  }

  private Route answer(boolean isAllowed, Supplier<CompletionStage<ObjectNode>> report) {
    return isAllowed
        ? respond(report.get().thenApply(Responses::json))
        : complete(Responses.unauthorized());
  }

  private Route metrics(Visitor visitor) {
    return visitor.maySeeReports()
        ? respond(metrics.get().thenApply(Responses::metrics))
        : complete(Responses.unauthorized());
  }

  private Route ofStatus(Function<NodeStatus, HttpResponse> response) {
    return respond(status.get().thenApply(response));
  }

  private Route respond(CompletionStage<HttpResponse> response) {
    return completeWithFuture(ReplicaClient.orBusy(response, StatusApi::busy));
  }

  private static HttpResponse busy() {
    return Responses.text(503, "The node is too busy to answer: try again in a moment.");
  }

  private HttpResponse page(NodeStatus now, Visitor visitor) {
    return Responses.html(
        visitor.maySeeReports()
            ? StatusPage.of(cluster, seal.get(), now)
            : StatusPage.ofStranger(cluster, Health.of(now)));
  }

  private HttpResponse guide(NodeStatus now, Visitor visitor) {
    return visitor.maySeeReports()
        ? Responses.html(StatusPage.withGuide(cluster, seal.get(), now))
        : page(now, visitor);
  }

  private CompletionStage<ObjectNode> users() {
    CompletionStage<NodeStatus> now = replica.ask(ReplicaProtocol.AskStatus::new);
    return now.thenCombineAsync(
        knowledge(), (told, known) -> UsersReport.of(told, known.state()), replica.workers());
  }

  private CompletionStage<ObjectNode> cluster() {
    return status
        .get()
        .thenCombine(
            contents.get(), (now, known) -> ClusterReport.of(cluster, seal.get(), now, known));
  }

  private CompletionStage<ObjectNode> overview() {
    CompletionStage<Backlog> backlog = replica.ask(ReplicaProtocol.AskBacklog::new);
    return status
        .get()
        .thenCombineAsync(
            backlog,
            (now, waiting) -> Overview.of(cluster, seal.get(), now, waiting, seen()),
            replica.workers());
  }

  private Overview.Seen seen() {
    return new Overview.Seen(events.picture(), meters.figures(), traces.glance());
  }

  private CompletionStage<String> metrics() {
    CompletionStage<Backlog> backlog = replica.ask(ReplicaProtocol.AskBacklog::new);
    CompletionStage<Census> census = replica.ask(ReplicaProtocol.AskCensus::new);
    return status
        .get()
        .thenCompose(
            now ->
                backlog.thenCombineAsync(
                    census,
                    (waiting, counted) -> meters.read(now, waiting, counted),
                    replica.workers()));
  }

  private CompletionStage<Contents> contents() {
    CompletionStage<Backlog> backlog = replica.ask(ReplicaProtocol.AskBacklog::new);
    return knowledge().thenCombineAsync(backlog, Contents::of, replica.workers());
  }

  private Route ready() {
    return completeWithFuture(
        ReplicaClient.orBusy(
            status.get().thenApply(StatusApi::readiness),
            () -> Responses.text(503, "busy: ask again")));
  }

  private static HttpResponse readiness(NodeStatus status) {
    if (status.isDraining()) return Responses.text(503, "draining");
    return Responses.text(status.state() == NodeState.MEMBER ? 200 : 503, status.state().word());
  }

  private CompletionStage<Knowledge> knowledge() {
    return replica.ask(ReplicaProtocol.AskKnowledge::new);
  }
}
