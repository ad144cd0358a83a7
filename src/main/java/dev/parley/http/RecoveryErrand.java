package dev.parley.http;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import dev.parley.replica.ChatService;
import dev.parley.replica.ChatService.AccountAnswer;
import java.util.concurrent.CompletableFuture;

/** Has the leader make voters by force; completes with what became of it. */
final class RecoveryErrand {
  private RecoveryErrand() {}

  /** {@code id} is random. The leader's patience bounds the life of this. */
  static Behavior<AccountAnswer> create(
      ActorRef<ChatService.Command> replica, long id, CompletableFuture<AccountAnswer> done) {
    return Behaviors.setup(
        context -> {
          replica.tell(new ChatService.Recover(id, context.getSelf()));
          return Behaviors.receive(AccountAnswer.class)
              .onMessageEquals(ChatService.LeaderAwaited.INSTANCE, Behaviors::same)
              .onAnyMessage(
                  answer -> {
                    done.complete(answer);
                    return Behaviors.stopped();
                  })
              .build();
        });
  }
}
