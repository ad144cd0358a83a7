package dev.parley.replica;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.Behaviors;
import org.slf4j.LoggerFactory;

/**
 * The one writer of this node's store, on a thread that may wait for the disk. Fails with the
 * store: what is not known to be durable must not be told, so the node ends with it.
 */
public final class Journal {
  private Journal() {}

  /** Make this durable; {@code replyTo} is told when it is. Commits are written in their order. */
  public record Write(ChatStore.Commit commit, ActorRef<? super Written> replyTo) {}

  /** A commit is durable. */
  public enum Written implements Replica.Message {
    INSTANCE
  }

  /** What a node kept from its lives before, and who keeps what comes. */
  public record Opened(ChatStore.Loaded loaded, ActorRef<Write> writer) {}

  /** Closes {@code store} when it stops. */
  public static Behavior<Write> create(ChatStore store) {
    return Behaviors.receive(Write.class)
        .onMessage(
            Write.class,
            write -> {
              store.commit(write.commit());
              write.replyTo().tell(Written.INSTANCE);
              return Behaviors.same();
            })
        .onSignal(
            PostStop.class,
            stop -> {
              close(store);
              return Behaviors.same();
            })
        .build();
  }

  private static void close(ChatStore store) {
    try {
      store.close();
    } catch (StoreException e) {
      // Nothing is lost by it: what was told is durable.
      LoggerFactory.getLogger(Journal.class).warn("{}", e.getMessage());
    }
  }
}
