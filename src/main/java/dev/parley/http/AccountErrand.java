package dev.parley.http;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import dev.parley.chat.accounts.Verifier;
import dev.parley.chat.model.Refusal;
import dev.parley.chat.model.UserName;
import dev.parley.replica.ChatService;
import dev.parley.replica.ChatService.AccountAnswer;
import dev.parley.replica.ChatService.AccountFound;
import dev.parley.replica.ChatService.AccountStored;
import dev.parley.replica.ChatService.Refused;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Finds an account through the leader and has its verifier replaced, if one is given; completes
 * with a refusal, or with nothing when it is done. The leader's patience bounds its life.
 */
final class AccountErrand extends AbstractBehavior<AccountAnswer> {
  private final ActorRef<ChatService.Command> replica;
  private final Optional<Verifier> verifier;
  private final CompletableFuture<Optional<Refusal>> done;

  private AccountErrand(
      ActorContext<AccountAnswer> context,
      ActorRef<ChatService.Command> replica,
      Optional<Verifier> verifier,
      CompletableFuture<Optional<Refusal>> done) {
    super(context);
    this.replica = replica;
    this.verifier = verifier;
    this.done = done;
  }

  static Behavior<AccountAnswer> create(
      ActorRef<ChatService.Command> replica,
      UserName name,
      Optional<Verifier> verifier,
      CompletableFuture<Optional<Refusal>> done) {
    return Behaviors.setup(
        context -> {
          replica.tell(new ChatService.FindAccount(name, context.getSelf()));
          return new AccountErrand(context, replica, verifier, done);
        });
  }

  @Override
  public Receive<AccountAnswer> createReceive() {
    return newReceiveBuilder()
        .onMessage(AccountFound.class, this::onFound)
        .onMessage(AccountStored.class, stored -> end(Optional.empty()))
        .onMessage(Refused.class, refused -> end(Optional.of(refused.refusal())))
        .onMessageEquals(ChatService.LeaderAwaited.INSTANCE, () -> this)
        .build();
  }

  private Behavior<AccountAnswer> onFound(AccountFound found) {
    if (verifier.isEmpty()) return end(Optional.empty());
    replica.tell(
        new ChatService.ChangePassword(
            found.name(), found.verifier(), verifier.get(), getContext().getSelf()));
    return this;
  }

  private Behavior<AccountAnswer> end(Optional<Refusal> refusal) {
    done.complete(refusal);
    return Behaviors.stopped();
  }
}
