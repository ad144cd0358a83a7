package dev.parley.replica;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import dev.parley.chat.history.ArchiveAnswer.CopiedRows;
import dev.parley.chat.history.CatchUp;
import dev.parley.chat.history.StreamNumbers;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.View;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Performs the outputs of {@link CatchUp}: asks other members about their archives, and the journal
 * about this node's. Nothing waits for it.
 */
public final class ArchiveKeeper {
  public sealed interface Command {}

  /** A view with this node is installed. */
  public record ViewInstalled(View view, MemberId self) implements Command {}

  private record Answered(
      Member holder, ArchiveFetcher.@Nullable Fetched fetched, @Nullable Throwable failure)
      implements Command {}

  /** The journal says what is lacking; {@code of} is as in the output. */
  record Lacks(List<StreamNumbers> lacking, long of) implements Command {}

  /** The journal has stored the rows. */
  record Taken(CopiedRows rows, long of) implements Command {}

  private enum Tick implements Command {
    INSTANCE
  }

  private static final Logger LOG = LoggerFactory.getLogger(ArchiveKeeper.class);
  private static final Duration TICK = Duration.ofMillis(100);

  private final ActorContext<Command> context;
  private final ArchiveFetcher fetcher;
  private final ActorRef<Journal.Command> journal;
  private final List<ActorRef<ArchiveReader.Command>> readers;
  private final LongSupplier nowMs;
  private final CatchUp catchUp;
  private boolean isInView;
  private boolean wasComplete;

  private ArchiveKeeper(
      ActorContext<Command> context,
      ArchiveFetcher fetcher,
      ActorRef<Journal.Command> journal,
      List<ActorRef<ArchiveReader.Command>> readers,
      LongSupplier nowMs,
      long bytesPerSecond) {
    this.context = context;
    this.fetcher = fetcher;
    this.journal = journal;
    this.readers = List.copyOf(readers);
    this.nowMs = nowMs;
    this.catchUp = new CatchUp(bytesPerSecond);
  }

  /** {@code nowMs} is the monotonic clock. */
  public static Behavior<Command> create(
      ArchiveFetcher fetcher,
      ActorRef<Journal.Command> journal,
      List<ActorRef<ArchiveReader.Command>> readers,
      LongSupplier nowMs,
      long bytesPerSecond) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  timers.startTimerWithFixedDelay(Tick.INSTANCE, TICK);
                  return new ArchiveKeeper(
                          context, fetcher, journal, readers, nowMs, bytesPerSecond)
                      .running();
                }));
  }

  private Behavior<Command> running() {
    return Behaviors.receive(Command.class)
        .onMessage(ViewInstalled.class, this::onView)
        .onMessage(Answered.class, this::onAnswered)
        .onMessage(
            Lacks.class,
            lacks -> perform(catchUp.onLacking(lacks.lacking(), lacks.of(), nowMs.getAsLong())))
        .onMessage(
            Taken.class,
            taken -> perform(catchUp.onTaken(taken.rows(), taken.of(), nowMs.getAsLong())))
        .onMessageEquals(Tick.INSTANCE, () -> perform(catchUp.onTick(nowMs.getAsLong())))
        .build();
  }

  private Behavior<Command> onView(ViewInstalled installed) {
    isInView = true;
    catchUp.onView(installed.view(), installed.self());
    return told();
  }

  private Behavior<Command> onAnswered(Answered answered) {
    var holder = answered.holder().id();
    var fetched = answered.fetched();
    if (fetched != null)
      return perform(
          catchUp.onAnswer(holder, fetched.answer(), fetched.bytes(), nowMs.getAsLong()));
    LOG.debug("no archive from {}: {}", holder, String.valueOf(answered.failure()));
    catchUp.onFailed(holder, nowMs.getAsLong());
    return Behaviors.same();
  }

  /** Nobody knows what others have before there is a view. */
  private Behavior<Command> told() {
    boolean isComplete = isInView && catchUp.isComplete();
    if (isComplete != wasComplete)
      for (var reader : readers) reader.tell(new ArchiveReader.Completeness(isComplete));
    wasComplete = isComplete;
    return Behaviors.same();
  }

  private Behavior<Command> perform(List<CatchUp.Output> outputs) {
    outputs.forEach(this::perform);
    return told();
  }

  private void perform(CatchUp.Output output) {
    if (output instanceof CatchUp.Ask ask) {
      context.pipeToSelf(
          fetcher.fetch(ask.holder().bus(), ask.request()),
          (fetched, failure) -> new Answered(ask.holder(), fetched, failure));
    } else if (output instanceof CatchUp.FindLacking find) {
      journal.tell(new Journal.FindLacking(find, context.getSelf()));
    } else if (output instanceof CatchUp.Take take) {
      journal.tell(new Journal.Take(take, context.getSelf()));
    } else if (output instanceof CatchUp.CaughtUp caughtUp) {
      if (caughtUp.rows() > 0)
        LOG.info("archive: {} messages fetched from {}", caughtUp.rows(), caughtUp.holder().id());
    } else throw new AssertionError("no effect for " + output);
  }
}
