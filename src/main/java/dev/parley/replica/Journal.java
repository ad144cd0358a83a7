package dev.parley.replica;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.Behaviors;
import org.slf4j.LoggerFactory;

/**
 * The one writer of this node's store, on a thread that may wait for the disk. Fails with the
 * store: changes that are not known to be durable must not be shown, so the node ends with it.
 */
public final class Journal {
  private Journal() {}

  /**
   * Makes this commit durable, then sends {@link Written} to {@code replyTo}. Commits are written
   * in their order.
   */
  public record Write(ChatStore.Commit commit, ActorRef<? super Written> replyTo) {}

  /** A commit is durable. */
  public enum Written implements Replica.Message {
    INSTANCE
  }

  /** The state that a node kept from its earlier lives, and the writer for new changes. */
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
      // Nothing is lost by it: everything that was shown is durable.
      LoggerFactory.getLogger(Journal.class).warn("{}", e.getMessage());
    }
  }
}
