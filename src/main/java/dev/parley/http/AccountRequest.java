package dev.parley.http;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import dev.parley.chat.accounts.ScramVerifier;
import dev.parley.chat.model.Refusal;
import dev.parley.chat.model.UserName;
import dev.parley.replica.ReplicaProtocol;
import dev.parley.replica.ReplicaProtocol.AccountAnswer;
import dev.parley.replica.ReplicaProtocol.AccountFound;
import dev.parley.replica.ReplicaProtocol.AccountStored;
import dev.parley.replica.ReplicaProtocol.Refused;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Finds an account through the leader and has its verifier replaced, if one is given; completes
 * with a refusal, or with nothing when it is done. The leader's patience bounds its life.
 */
final class AccountRequest extends AbstractBehavior<AccountAnswer> {
  private final ActorRef<ReplicaProtocol.Command> replica;
  private final Optional<ScramVerifier> verifier;
  private final CompletableFuture<Optional<Refusal>> done;

  private AccountRequest(
      ActorContext<AccountAnswer> context,
      ActorRef<ReplicaProtocol.Command> replica,
      Optional<ScramVerifier> verifier,
      CompletableFuture<Optional<Refusal>> done) {
    super(context);
    this.replica = replica;
    this.verifier = verifier;
    this.done = done;
  }

  static Behavior<AccountAnswer> create(
      ActorRef<ReplicaProtocol.Command> replica,
      UserName name,
      Optional<ScramVerifier> verifier,
      CompletableFuture<Optional<Refusal>> done) {
    return Behaviors.setup(
        context -> {
          replica.tell(new ReplicaProtocol.FindAccount(name, context.getSelf()));
          return new AccountRequest(context, replica, verifier, done);
        });
  }

  @Override
  public Receive<AccountAnswer> createReceive() {
    return newReceiveBuilder()
        .onMessage(AccountFound.class, this::onFound)
        .onMessage(AccountStored.class, stored -> end(Optional.empty()))
        .onMessage(Refused.class, refused -> end(Optional.of(refused.refusal())))
        .onMessageEquals(ReplicaProtocol.LeaderAwaited.INSTANCE, () -> this)
        .build();
  }

  private Behavior<AccountAnswer> onFound(AccountFound found) {
    if (verifier.isEmpty()) return end(Optional.empty());
    replica.tell(
        new ReplicaProtocol.ChangePassword(
            found.name(), found.verifier(), verifier.get(), getContext().getSelf()));
    return this;
  }

  private Behavior<AccountAnswer> end(Optional<Refusal> refusal) {
    done.complete(refusal);
    return Behaviors.stopped();
  }
}
