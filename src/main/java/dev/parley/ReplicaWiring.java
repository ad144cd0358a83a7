package dev.parley;

import akka.actor.typed.ActorRef;
import dev.parley.chat.MemoryRoom;
import dev.parley.chat.accounts.AccountLogSettings;
import dev.parley.chat.accounts.PortAnswer;
import dev.parley.config.NodeSettings;
import dev.parley.group.FrameRouter;
import dev.parley.group.FrozenState;
import dev.parley.group.RunRecorder;
import dev.parley.group.StateTransfer;
import dev.parley.protocol.Ballot;
import dev.parley.protocol.Endpoint;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Output.Transmit;
import dev.parley.protocol.View;
import dev.parley.replica.ArchiveReader;
import dev.parley.replica.Journal;
import dev.parley.replica.Replica;
import dev.parley.replica.ReplicaSettings;
import dev.parley.store.NodeIdentity;
import dev.parley.store.record.RecordFile;
import dev.parley.transport.peers.PortProbe;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Connects the replica with the rest of the node. */
final class ReplicaWiring implements Replica.Environment {
  /** Where the replica's changes are recorded: the run record and the store. */
  record Records(RecordFile file, Optional<Journal.Opened> store, NodeIdentity identity) {}

  private final NodeSettings settings;
  private final ActorRef<FrameRouter.Command> router;
  private final ActorRef<StateTransfer.Command> stateTransfer;
  private final Records records;
  private final ArchiveWiring archive;
  private final Runnable onView;

  ReplicaWiring(
      NodeSettings settings,
      ActorRef<FrameRouter.Command> router,
      ActorRef<StateTransfer.Command> stateTransfer,
      Records records,
      ArchiveWiring archive,
      Runnable onView) {
    this.settings = settings;
    this.router = router;
    this.stateTransfer = stateTransfer;
    this.records = records;
    this.archive = archive;
    this.onView = onView;
  }

  @Override
  public ReplicaSettings settings() {
    var store = settings.store();
    return new ReplicaSettings(
        settings.limits().leaderPatience().toMillis(),
        store.keepMail().toMillis(),
        mailMemory(store.mailMemory()),
        store.mailShares(),
        AccountLogSettings.of(store.lastSurvivor(), settings.registration()),
        records.identity().isNewcomer(),
        store.forgetClients().toMillis(),
        settings.limits().offlineAfter().toMillis(),
        store.isKept() ? store.history().keep().toMillis() : 0,
        settings.limits().sessionsPerUser(),
        settings.limits().roomMembers());
  }

  private static long mailMemory(long set) {
    return set > 0 ? set : Runtime.getRuntime().maxMemory() / MemoryRoom.SHARE_OF_HEAP;
  }

  @Override
  public void send(Transmit transmit) {
    router.tell(new FrameRouter.Send(transmit));
  }

  @Override
  public void offerState(Ballot ballot, FrozenState state) {
    stateTransfer.tell(new StateTransfer.Offer(ballot, state));
  }

  @Override
  public long wallClockMs() {
    return System.currentTimeMillis();
  }

  @Override
  public void viewInstalled(View view) {
    router.tell(new FrameRouter.ViewChanged(view));
    stateTransfer.tell(new StateTransfer.Withdraw(view.id().epoch()));
    archive.onView(view, records.identity().node());
    onView.run();
  }

  @Override
  public RunRecorder recorder(MemberId self) {
    return records.file().recorder(self);
  }

  @Override
  public void settled() {
    records.identity().settled();
  }

  @Override
  public CompletionStage<PortAnswer> probe(Endpoint bus) {
    return PortProbe.ask(bus);
  }

  @Override
  public Optional<Journal.Opened> store() {
    return records.store();
  }

  @Override
  public void readArchive(ArchiveReader.Ask ask) {
    archive.ask(ask);
  }
}
