package dev.parley.http;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import dev.parley.chat.accounts.LeaderMessage.ChangePassword;
import dev.parley.chat.accounts.LeaderMessage.Denied;
import dev.parley.chat.accounts.LeaderMessage.Find;
import dev.parley.chat.accounts.LeaderMessage.Found;
import dev.parley.chat.accounts.LeaderMessage.Stored;
import dev.parley.chat.accounts.LeaderMessage.Verdict;
import dev.parley.chat.accounts.ScramVerifier;
import dev.parley.chat.model.Refusal;
import dev.parley.chat.model.UserName;
import dev.parley.replica.ReplicaProtocol;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Finds an account through the leader and has its verifier replaced, if one is given; completes
 * with a refusal, or with nothing when it is done. The leader's patience bounds its life.
 */
final class AccountRequest extends AbstractBehavior<Verdict> {
  private final ActorRef<ReplicaProtocol.Command> replica;
  private final Optional<ScramVerifier> verifier;
  private final CompletableFuture<Optional<Refusal>> done;

  private AccountRequest(
      ActorContext<Verdict> context,
      ActorRef<ReplicaProtocol.Command> replica,
      Optional<ScramVerifier> verifier,
      CompletableFuture<Optional<Refusal>> done) {
    super(context);
    this.replica = replica;
    this.verifier = verifier;
    this.done = done;
  }

  static Behavior<Verdict> create(
      ActorRef<ReplicaProtocol.Command> replica,
      UserName name,
      Optional<ScramVerifier> verifier,
      CompletableFuture<Optional<Refusal>> done) {
    return Behaviors.setup(
        context -> {
          replica.tell(new ReplicaProtocol.AskLeader(new Find(name), context.getSelf()));
          return new AccountRequest(context, replica, verifier, done);
        });
  }

  @Override
  public Receive<Verdict> createReceive() {
    return newReceiveBuilder()
        .onMessage(Found.class, this::onFound)
        .onMessage(Stored.class, stored -> end(Optional.empty()))
        .onMessage(Denied.class, denied -> end(Optional.of(denied.refusal())))
        .build();
  }

  private Behavior<Verdict> onFound(Found found) {
    if (verifier.isEmpty()) return end(Optional.empty());
    var change = new ChangePassword(found.name(), found.verifier(), verifier.get());
    replica.tell(new ReplicaProtocol.AskLeader(change, getContext().getSelf()));
    return this;
  }

  private Behavior<Verdict> end(Optional<Refusal> refusal) {
    done.complete(refusal);
    return Behaviors.stopped();
  }
}
