package dev.parley;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.javadsl.AskPattern;
import dev.parley.chat.history.ArchiveAnswer;
import dev.parley.chat.history.ArchiveAnswer.StreamPage;
import dev.parley.chat.history.ArchiveRequest;
import dev.parley.chat.history.SearchRequest;
import dev.parley.config.NodeSettings;
import dev.parley.protocol.View;
import dev.parley.replica.ArchiveCounter;
import dev.parley.replica.ArchiveKeeper;
import dev.parley.replica.ArchiveReader;
import dev.parley.replica.Journal;
import dev.parley.time.MonotonicClock;
import dev.parley.transport.peers.ArchiveClient;
import dev.parley.transport.peers.ArchiveServer;
import dev.parley.transport.peers.PeerTls;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Connects the archive with those of other members: what they ask goes to the journal, and a node
 * that has an archive asks them; and with the sessions of this node, which read it.
 */
record ArchiveWiring(
    ArchiveServer server,
    Optional<ActorRef<ArchiveKeeper.Command>> keeper,
    Optional<Readers> readers) {
  /** Searches look at many messages: who turns a page does not wait for them. */
  record Readers(ActorRef<ArchiveReader.Command> pages, ActorRef<ArchiveReader.Command> searches) {
    private static final DispatcherSelector DISPATCHER =
        DispatcherSelector.fromConfig("parley.history-dispatcher");

    static Readers start(VitalActors parts, StoreWiring.Opened store) {
      var counter = ArchiveCounter.create(store::openHistory, ArchiveCounter.EVERY);
      parts.spawn(counter, "archive-counter", DISPATCHER);
      return new Readers(
          reader(parts, store, "archive-reader"), reader(parts, store, "archive-search"));
    }

    private static ActorRef<ArchiveReader.Command> reader(
        VitalActors parts, StoreWiring.Opened store, String name) {
      return parts.spawn(ArchiveReader.create(store::openHistory), name, DISPATCHER);
    }
  }

  /** The journal may wait for the disk; by then the member has given up. */
  private static final Duration ANSWER_PATIENCE = Duration.ofSeconds(10);

  static ArchiveWiring start(
      VitalActors parts, NodeSettings settings, PeerTls tls, StoreWiring.Opened store) {
    var system = parts.owner().getSystem();
    var journal = store.journal().map(Journal.Opened::writer);
    var server = new ArchiveServer(settings.cluster(), request -> answer(system, journal, request));
    var history = settings.store().history();
    if (!history.isKept() || journal.isEmpty())
      return new ArchiveWiring(server, Optional.empty(), Optional.empty());
    var readers = Readers.start(parts, store);
    var client = new ArchiveClient(system, settings.cluster(), tls);
    var keeper =
        ArchiveKeeper.create(
            client,
            journal.get(),
            List.of(readers.pages(), readers.searches()),
            MonotonicClock::nowMs,
            history.rate());
    return new ArchiveWiring(
        server, Optional.of(parts.spawn(keeper, "archive-keeper")), Optional.of(readers));
  }

  /** Of a node that keeps what was read. */
  void ask(ArchiveReader.Ask ask) {
    var to = readers.orElseThrow();
    if (ask.question() instanceof SearchRequest) to.searches().tell(ask);
    else to.pages().tell(ask);
  }

  private static CompletionStage<ArchiveAnswer> answer(
      ActorSystem<?> system, Optional<ActorRef<Journal.Command>> journal, ArchiveRequest request) {
    // A node that keeps nothing has nothing that another one lacks.
    if (journal.isEmpty())
      return CompletableFuture.completedStage(new StreamPage(List.of(), Optional.empty()));
    return AskPattern.ask(
        journal.get(),
        replyTo -> new Journal.Answer(request, replyTo),
        ANSWER_PATIENCE,
        system.scheduler());
  }

  void onView(View view, String node) {
    for (var member : view.members()) {
      boolean isSelf = member.id().node().equals(node);
      if (isSelf)
        keeper.ifPresent(to -> to.tell(new ArchiveKeeper.ViewInstalled(view, member.id())));
    }
  }
}
