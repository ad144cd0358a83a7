package dev.parley.http;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.javadsl.AskPattern;
import akka.http.javadsl.model.HttpResponse;
import dev.parley.chat.accounts.LeaderMessage;
import dev.parley.chat.accounts.LeaderMessage.Verdict;
import dev.parley.replica.ReplicaProtocol;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The requests of HTTP to this node. No thread waits for an answer: a node that is too busy to
 * answer in time fails the stage with a {@link TimeoutException}.
 */
final class ReplicaClient {
  /** A replica that takes longer than this has more to do than to answer a page. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /** Above the leader's patience, so that its answer comes first. */
  private static final Duration LEADER_PATIENCE = Duration.ofSeconds(30);

  private final ActorSystem<?> system;
  private final ActorRef<ReplicaProtocol.Command> replica;
  private final Executor workers;

  ReplicaClient(ActorSystem<?> system, ActorRef<ReplicaProtocol.Command> replica) {
    this.system = system;
    this.replica = replica;
    this.workers =
        system.dispatchers().lookup(DispatcherSelector.fromConfig("parley.http-dispatcher"));
  }

  /**
   * The threads for reports, hashes and passwords, apart from all work that must continue
   * meanwhile.
   */
  Executor workers() {
    return workers;
  }

  <T> CompletionStage<T> ask(Function<ActorRef<T>, ReplicaProtocol.Command> question) {
    return ask(question, PATIENCE);
  }

  CompletionStage<Verdict> askLeader(LeaderMessage.Question question) {
    return askLeader(replyTo -> new ReplicaProtocol.AskLeader(question, replyTo));
  }

  /** {@code question} is forwarded to the leader, or waits for one. */
  CompletionStage<Verdict> askLeader(
      Function<ActorRef<Verdict>, ReplicaProtocol.Command> question) {
    return ask(question, LEADER_PATIENCE);
  }

  private <T> CompletionStage<T> ask(
      Function<ActorRef<T>, ReplicaProtocol.Command> question, Duration patience) {
    return AskPattern.<ReplicaProtocol.Command, T>ask(
        replica, question::apply, patience, system.scheduler());
  }

  /** The response, or {@code busy} if no answer arrived in time. */
  static CompletionStage<HttpResponse> orBusy(
      CompletionStage<HttpResponse> response, Supplier<HttpResponse> busy) {
    return response.exceptionally(
        failure -> {
          if (causeOf(failure) instanceof TimeoutException) return busy.get();
          throw new CompletionException(causeOf(failure));
        });
  }

  static Throwable causeOf(Throwable failure) {
    var cause = failure.getCause();
    return failure instanceof CompletionException && cause != null ? causeOf(cause) : failure;
  }
}
