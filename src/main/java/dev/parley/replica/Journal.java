package dev.parley.replica;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import dev.parley.chat.history.ArchiveAnswer;
import dev.parley.chat.history.ArchiveAnswer.StreamPage;
import dev.parley.chat.history.ArchiveRequest;
import dev.parley.chat.history.CatchUp;
import dev.parley.metrics.NodeMetrics;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/**
 * The one writer of this node's store, on a thread that may wait for the disk. Fails with the
 * store: changes that are not known to be durable must not be shown, so the node ends with it.
 * Between two commits it takes at most one step of the store's own work, so no commit waits for
 * more than that.
 */
public final class Journal {
  /**
   * A node with little to do brings its log to the tables this often: what was read is not to stay
   * on the disk only because nothing else happens.
   */
  private static final Duration CHECKPOINT = Duration.ofMinutes(10);

  /**
   * Makes this commit durable, then sends {@link Written} to {@code replyTo}. Commits are written
   * in their order.
   */
  public record Write(ChatStore.Commit commit, ActorRef<? super Written> replyTo)
      implements Command {}

  /** Sends {@code replyTo} what this archive has for another member; a node without one nothing. */
  public record Answer(ArchiveRequest request, ActorRef<? super ArchiveAnswer> replyTo)
      implements Command {}

  record FindLacking(CatchUp.FindLacking find, ActorRef<? super ArchiveKeeper.Lacks> replyTo)
      implements Command {}

  record Take(CatchUp.Take take, ActorRef<? super ArchiveKeeper.Taken> replyTo)
      implements Command {}

  /** What the writer receives. */
  public sealed interface Command {}

  /** The store has a step to do, and the commits that waited are written. */
  private enum Step implements Command {
    INSTANCE
  }

  private enum Checkpoint implements Command {
    INSTANCE
  }

  /** A commit is durable. */
  public enum Written implements Replica.Message {
    INSTANCE
  }

  /** The state that a node kept from its earlier lives, and the writer for new changes. */
  public record Opened(ChatStore.Loaded loaded, ActorRef<Command> writer) {}

  private final ChatStore store;
  private final ActorRef<Command> self;
  private final Timer commits;
  private final DistributionSummary changes;
  private boolean isStepDue;

  private Journal(ChatStore store, ActorContext<Command> context) {
    this.store = store;
    this.self = context.getSelf();
    var meters = NodeMetrics.of(context.getSystem()).meters();
    this.commits =
        meters.timer(
            "parley.store.commit",
            "From a change to the disk",
            1,
            2,
            5,
            10,
            25,
            50,
            100,
            250,
            1_000);
    this.changes =
        meters.summary(
            "parley.store.commit.changes", "Changes in one commit", 1, 3, 10, 30, 100, 300, 1_000);
  }

  /** Closes {@code store} when it stops. */
  public static Behavior<Command> create(ChatStore store) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  timers.startTimerWithFixedDelay(Checkpoint.INSTANCE, CHECKPOINT);
                  return new Journal(store, context).running();
                }));
  }

  private Behavior<Command> running() {
    return Behaviors.receive(Command.class)
        .onMessage(Write.class, this::onWrite)
        .onMessage(Answer.class, this::onAnswer)
        .onMessage(FindLacking.class, this::onFindLacking)
        .onMessage(Take.class, this::onTake)
        .onMessageEquals(Step.INSTANCE, this::onStep)
        .onMessageEquals(Checkpoint.INSTANCE, this::onCheckpoint)
        .onSignal(PostStop.class, this::onStop)
        .build();
  }

  private Behavior<Command> onWrite(Write write) {
    commits.record(() -> store.commit(write.commit()));
    changes.record((double) write.commit().changes().size());
    write.replyTo().tell(Written.INSTANCE);
    return stepLater();
  }

  private Behavior<Command> onAnswer(Answer asked) {
    var nothing = new StreamPage(List.of(), Optional.empty());
    var answer = store.archive().map(archive -> archive.answer(asked.request())).orElse(nothing);
    asked.replyTo().tell(answer);
    return Behaviors.same();
  }

  private Behavior<Command> onFindLacking(FindLacking asked) {
    var find = asked.find();
    store
        .archive()
        .map(archive -> new ArchiveKeeper.Lacks(archive.lacking(find.theirs()), find.of()))
        .ifPresent(asked.replyTo()::tell);
    return Behaviors.same();
  }

  private Behavior<Command> onTake(Take asked) {
    var take = asked.take();
    store.archive().ifPresent(archive -> archive.take(take.rows()));
    asked.replyTo().tell(new ArchiveKeeper.Taken(take.rows(), take.of()));
    return stepLater();
  }

  private Behavior<Command> onStep() {
    isStepDue = false;
    store.step();
    return stepLater();
  }

  private Behavior<Command> onCheckpoint() {
    store.beginCheckpoint();
    return stepLater();
  }

  /** Behind the commits that wait by now. */
  private Behavior<Command> stepLater() {
    if (!isStepDue && store.hasStep()) {
      isStepDue = true;
      self.tell(Step.INSTANCE);
    }
    return Behaviors.same();
  }

  private Behavior<Command> onStop(PostStop stop) {
    try {
      store.close();
    } catch (StoreException e) {
      // Nothing is lost by it: everything that was shown is durable.
      LoggerFactory.getLogger(Journal.class).warn("{}", e.getMessage());
    }
    return Behaviors.same();
  }
}
