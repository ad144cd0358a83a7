package dev.parley.replica;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.Behaviors;
import dev.parley.chat.history.ArchiveFinding;
import dev.parley.chat.history.ArchiveQuestion;
import dev.parley.chat.history.ConversationsRequest;
import dev.parley.chat.history.HistoryPages;
import dev.parley.chat.history.HistoryRequest;
import dev.parley.chat.history.SearchRequest;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what is kept of conversations for the sessions of this node, on a thread that may wait for
 * the disk: neither the replica nor the writer of the store waits for it. {@link HistoryRequests}
 * bounds how many questions wait here.
 */
public final class ArchiveReader {
  private static final Logger LOG = LoggerFactory.getLogger(ArchiveReader.class);

  public sealed interface Command {}

  /** Sends {@code replyTo} a {@link Replica.ArchiveRead} with what was found. */
  public record Ask(
      ActorRef<ReplicaProtocol.Event> session,
      ArchiveQuestion question,
      ActorRef<Replica.ArchiveRead> replyTo)
      implements Command {}

  /** Whether no member of the view is known to have what this archive lacks. */
  public record Completeness(boolean isComplete) implements Command {}

  private final Supplier<HistorySource> open;
  private @Nullable HistorySource source;
  private boolean isComplete;

  private ArchiveReader(Supplier<HistorySource> open) {
    this.open = open;
  }

  /**
   * {@code open} is called when there is something to read, and again after a failure. What is
   * found counts as incomplete until {@link Completeness} says otherwise.
   */
  public static Behavior<Command> create(Supplier<HistorySource> open) {
    return Behaviors.setup(context -> new ArchiveReader(open).running());
  }

  private Behavior<Command> running() {
    return Behaviors.receive(Command.class)
        .onMessage(Ask.class, this::onAsk)
        .onMessage(Completeness.class, this::onCompleteness)
        .onSignal(PostStop.class, this::onStop)
        .build();
  }

  private Behavior<Command> onCompleteness(Completeness told) {
    isComplete = told.isComplete();
    return Behaviors.same();
  }

  private Behavior<Command> onAsk(Ask ask) {
    ask.replyTo()
        .tell(new Replica.ArchiveRead(ask.session(), ask.question(), find(ask.question())));
    return Behaviors.same();
  }

  /** A reader that fails ends nothing else: what it reads is not the state. */
  private Optional<ArchiveFinding> find(ArchiveQuestion question) {
    try {
      var from = source == null ? open.get() : source;
      source = from;
      return Optional.of(find(question, from));
    } catch (StoreException e) {
      LOG.warn("{}", e.getMessage());
    } catch (RuntimeException e) { // a row that is damaged may make anything of what it should be
      LOG.warn("What is kept of a conversation makes no sense.", e);
    }
    close();
    return Optional.empty();
  }

  private ArchiveFinding find(ArchiveQuestion question, HistorySource from) {
    // Before the pages: what is copied meanwhile may be missing in them.
    boolean hasAll = isComplete && from.hasAll();
    if (question instanceof HistoryRequest request)
      return new HistoryPages(from::page).find(request).complete(hasAll);
    if (question instanceof ConversationsRequest request)
      return from.conversations(request).complete(hasAll);
    if (question instanceof SearchRequest request) return from.search(request).complete(hasAll);
    throw new AssertionError("nothing to find for " + question);
  }

  private void close() {
    var closed = source;
    source = null;
    try {
      if (closed != null) closed.close();
    } catch (StoreException e) {
      LOG.debug("{}", e.getMessage());
    }
  }

  private Behavior<Command> onStop(PostStop stop) {
    close();
    return Behaviors.same();
  }
}
