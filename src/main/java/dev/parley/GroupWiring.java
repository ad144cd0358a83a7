package dev.parley;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.Behaviors;
import dev.parley.chat.RoomTyping;
import dev.parley.chat.Typing;
import dev.parley.chat.accounts.LeaderMessage;
import dev.parley.config.NodeSettings;
import dev.parley.group.FrameRouter;
import dev.parley.group.Group;
import dev.parley.group.LinkTransport;
import dev.parley.group.NodeTraces;
import dev.parley.group.ProtocolActor;
import dev.parley.group.RunRecorder;
import dev.parley.group.StateTransfer;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.NodeState;
import dev.parley.protocol.Output.Transmit;
import dev.parley.protocol.election.ElectionMessage;
import dev.parley.protocol.failure.FailureMessage;
import dev.parley.protocol.membership.MembershipMessage;
import dev.parley.protocol.membership.MembershipOutput.CopyState;
import dev.parley.protocol.membership.MembershipOutput.FetchState;
import dev.parley.protocol.multicast.MulticastMessage;
import dev.parley.protocol.multicast.MulticastOutput;
import dev.parley.replica.Replica;
import java.time.Duration;
import java.util.Optional;

/** Connects the group's protocol actors with the rest of the node. */
final class GroupWiring implements Group.Environment {
  /**
   * The ways in which the part of this node in the group may end: it left, or it must not continue.
   */
  interface Ends {
    void left();

    void broken(String sentence);
  }

  /** More restarts of the protocols than this within a minute are no accident. */
  private static final int MAX_GROUP_RESTARTS = 10;

  private final NodeSettings settings;
  private final NodeFiles files;
  private final ActorRef<FrameRouter.Command> router;
  private final ActorRef<Replica.FromGroup> replica;
  private final ActorRef<StateTransfer.Command> stateTransfer;
  private final Optional<LinkTransport> links;
  private final NodeTraces traces;
  private final Ends ends;
  // Set when a member begins, by the actor that starts the protocol actors, which read it.
  private volatile RunRecorder recorder = RunRecorder.NONE;

  GroupWiring(
      NodeSettings settings,
      NodeFiles files,
      ActorRef<FrameRouter.Command> router,
      ActorRef<Replica.FromGroup> replica,
      ActorRef<StateTransfer.Command> stateTransfer,
      Optional<LinkTransport> links,
      NodeTraces traces,
      Ends ends) {
    this.settings = settings;
    this.files = files;
    this.router = router;
    this.replica = replica;
    this.stateTransfer = stateTransfer;
    this.links = links;
    this.traces = traces;
    this.ends = ends;
  }

  /** The protocol actors, restarted as one when one of them fails. */
  Behavior<Group.Command> supervisedGroup() {
    return Behaviors.supervise(Group.create(SettingsMapping.group(settings), this))
        .onFailure(
            Exception.class,
            SupervisorStrategy.restart().withLimit(MAX_GROUP_RESTARTS, Duration.ofMinutes(1)));
  }

  @Override
  public Member nextIncarnation() {
    var identity = files.identity();
    var id = new MemberId(identity.node(), identity.nextIncarnation(System.currentTimeMillis()));
    recorder = new RunRecorder.Both(files.record().recorder(id), traces.recorder(id));
    var bus = SettingsMapping.busForMembers(settings);
    return new Member(id, bus, settings.client());
  }

  @Override
  public long promisedEpoch() {
    return files.identity().promisedEpoch();
  }

  @Override
  public void askDelivered(Member self, ActorRef<Group.Command> replyTo) {
    router.tell(new FrameRouter.Live(self));
    replica.tell(new Replica.GroupStarting(self, replyTo));
  }

  @Override
  public void started(Member self, Group.Actors actors) {
    replica.tell(new Replica.GroupStarted(self, actors));
    route(MembershipMessage.class, actors.groupManager());
    route(FailureMessage.class, actors.heartbeat());
    route(ElectionMessage.class, actors.election());
    route(MulticastMessage.class, actors.causalMulticast());
    router.tell(
        new FrameRouter.Route(
            LeaderMessage.class,
            (from, message) ->
                replica.tell(new Replica.LeaderMessageReceived(from, (LeaderMessage) message))));
    router.tell(
        new FrameRouter.Route(
            Typing.class,
            (from, message) -> replica.tell(new Replica.TypingReceived(from, (Typing) message))));
    router.tell(
        new FrameRouter.Route(
            RoomTyping.class,
            (from, message) ->
                replica.tell(new Replica.RoomTypingReceived(from, (RoomTyping) message))));
  }

  private void route(
      Class<? extends dev.parley.protocol.Message> family,
      ActorRef<ProtocolActor.Command> receiver) {
    router.tell(
        new FrameRouter.Route(
            family, (from, message) -> receiver.tell(new ProtocolActor.Received(from, message))));
  }

  @Override
  public Optional<LinkTransport> links() {
    return links;
  }

  @Override
  public void deliver(MulticastOutput output) {
    replica.tell(new Replica.FromMulticast(output));
  }

  @Override
  public void send(Transmit transmit) {
    router.tell(new FrameRouter.Send(transmit));
  }

  @Override
  public void persistPromise(long epoch) {
    files.identity().promise(epoch);
    recorder.promised(epoch);
  }

  @Override
  public void fetchState(FetchState fetch, ActorRef<StateTransfer.Event> replyTo) {
    stateTransfer.tell(new StateTransfer.Fetch(fetch.ballot(), fetch.components(), replyTo));
  }

  @Override
  public void copyState(CopyState copy, ActorRef<StateTransfer.Event> replyTo) {
    var holder = copy.holder().bus();
    Replica.own(replica)
        .thenAccept(own -> stateTransfer.tell(new StateTransfer.Copy(holder, own, replyTo)));
  }

  @Override
  public void stateFetched(StateTransfer.Fetched fetched) {
    replica.tell(new Replica.StatesArrived(fetched.ballot(), fetched.states()));
  }

  @Override
  public RunRecorder recorder() {
    return recorder;
  }

  @Override
  public void left() {
    ends.left();
  }

  @Override
  public void cannotGoOn(String sentence) {
    ends.broken(sentence);
  }

  @Override
  public void stateChanged(NodeState state) {
    replica.tell(new Replica.StateChanged(state));
  }
}
