package dev.parley.http;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import dev.parley.chat.accounts.LeaderMessage.Verdict;
import dev.parley.replica.ReplicaProtocol;
import java.util.concurrent.CompletableFuture;

/** Has the leader make voters by force; completes with what became of it. */
final class RecoveryRequest {
  private RecoveryRequest() {}

  /** {@code id} is random. The leader's patience bounds the life of this. */
  static Behavior<Verdict> create(
      ActorRef<ReplicaProtocol.Command> replica, long id, CompletableFuture<Verdict> done) {
    return Behaviors.setup(
        context -> {
          replica.tell(new ReplicaProtocol.Recover(id, context.getSelf()));
          return Behaviors.receive(Verdict.class)
              .onAnyMessage(
                  answer -> {
                    done.complete(answer);
                    return Behaviors.stopped();
                  })
              .build();
        });
  }
}
