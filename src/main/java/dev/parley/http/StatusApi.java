package dev.parley.http;

import static dev.parley.time.MonotonicClock.nowMs;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.AskPattern;
import dev.parley.replica.ReplicaProtocol;
import dev.parley.replica.ReplicaProtocol.Knowledge;
import dev.parley.replica.ReplicaProtocol.NodeStatus;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

/** What this node answers to requests that only read. Methods may take {@link #PATIENCE}. */
final class StatusApi {
  static final Duration PATIENCE = Duration.ofSeconds(2);

  /** Of the time, at most one part in so many goes into hashing the state for reports. */
  private static final int HASH_ONE_IN = 10;

  private record Digest(String text, long untilMs) {}

  private final String cluster;
  private final ActorSystem<?> system;
  private final ActorRef<ReplicaProtocol.Command> replica;
  private Digest digest = new Digest("", nowMs());

  StatusApi(String cluster, ActorSystem<?> system, ActorRef<ReplicaProtocol.Command> replica) {
    this.cluster = cluster;
    this.system = system;
    this.replica = replica;
  }

  Answer get(String path) {
    try {
      return switch (path) {
        case "/" -> Answer.html(StatusPage.of(cluster, status()));
        case "/api/cluster" -> cluster();
        case "/api/users" -> Answer.json(UsersReport.of(status(), knowledge().state()));
        case "/alive" -> Answer.text(200, "alive");
        case "/ready" -> ready();
        default ->
            Answer.text(
                404,
                "The paths here are /, /chat, /api/cluster, /api/users, /api/recover, /alive "
                    + "and /ready: use one of them.");
      };
    } catch (CompletionException e) {
      return path.equals("/ready")
          ? Answer.text(503, "busy: ask again")
          : Answer.text(503, "The node is too busy to answer: try again in a moment.");
    }
  }

  private Answer cluster() {
    var known = knowledge();
    return Answer.json(
        ClusterReport.of(
            cluster, status(), known, ask(ReplicaProtocol.AskBacklog::new), hash(known)));
  }

  /** A state of a million messages takes a second to hash, so a while old is good enough. */
  private synchronized String hash(Knowledge known) {
    long beginMs = nowMs();
    if (beginMs < digest.untilMs()) return digest.text();
    var text = known.state().digest();
    long endMs = nowMs();
    digest = new Digest(text, endMs + HASH_ONE_IN * (endMs - beginMs));
    return text;
  }

  private Answer ready() {
    var status = status();
    if (status.isDraining()) return Answer.text(503, "draining");
    return Answer.text(status.state().equals("member") ? 200 : 503, status.state());
  }

  private NodeStatus status() {
    return ask(ReplicaProtocol.AskStatus::new);
  }

  private Knowledge knowledge() {
    return ask(ReplicaProtocol.AskKnowledge::new);
  }

  private <T> T ask(Function<ActorRef<T>, ReplicaProtocol.Command> question) {
    return AskPattern.<ReplicaProtocol.Command, T>ask(
            replica, question::apply, PATIENCE, system.scheduler())
        .toCompletableFuture()
        .join();
  }
}
