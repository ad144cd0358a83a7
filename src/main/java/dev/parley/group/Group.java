package dev.parley.group;

import static dev.parley.time.MonotonicClock.nowMs;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.ChildFailed;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import dev.parley.protocol.Member;
import dev.parley.protocol.Output.Transmit;
import dev.parley.protocol.VersionVector;
import dev.parley.protocol.election.RingElection;
import dev.parley.protocol.failure.FailureDetector;
import dev.parley.protocol.links.LinkRules;
import dev.parley.protocol.membership.Membership;
import dev.parley.protocol.multicast.CausalChannel;
import dev.parley.protocol.multicast.MulticastOutput;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * The parent of the four protocol actors. They fail, restart and rejoin as one: restarting only the
 * multicast would reset its clock under a view that still counts on it. So when one of them fails,
 * this actor fails; its supervisor restarts it, and the node joins again as a new member with a
 * higher incarnation and the state that it had.
 */
public final class Group {
  /**
   * A child runs on the default dispatcher unless its dispatcher is named, wherever its parent
   * runs.
   */
  private static final DispatcherSelector ON_THE_SAME_THREADS = DispatcherSelector.sameAsParent();

  private Group() {}

  /** The parts of the node around it that the group needs. */
  public interface Environment extends GroupManager.Environment {
    /** Returns a higher incarnation than any before, durable before this returns. */
    Member nextIncarnation();

    /** The largest epoch that this node ever promised. */
    long promisedEpoch();

    /** Asks the state above for the messages that it contains; the answer starts the protocols. */
    void askDelivered(Member self, ActorRef<Command> replyTo);

    /** The protocol actors run: frames and submissions may come. */
    void started(Member self, Actors actors);

    /** Connections to the neighbours; nothing where the settings forbid them. */
    default Optional<LinkTransport> links() {
      return Optional.empty();
    }

    void deliver(MulticastOutput output);

    void send(Transmit transmit);
  }

  /** The four protocol actors of one incarnation. */
  public record Actors(
      ActorRef<ProtocolActor.Command> groupManager,
      ActorRef<ProtocolActor.Command> heartbeat,
      ActorRef<ProtocolActor.Command> election,
      ActorRef<ProtocolActor.Command> causalMulticast) {}

  public sealed interface Command {}

  /**
   * {@code context} is the version vector of the messages that the state above contains already.
   */
  public record Start(VersionVector context) implements Command {}

  /** Leave the group; passed on to the group manager. */
  public enum Leave implements Command {
    INSTANCE
  }

  public static Behavior<Command> create(GroupSettings settings, Environment environment) {
    return Behaviors.setup(
        context -> {
          var self = environment.nextIncarnation();
          environment.askDelivered(self, context.getSelf());
          return Behaviors.receive(Command.class)
              .onMessage(Start.class, start -> running(context, settings, environment, self, start))
              .onMessageEquals(Leave.INSTANCE, () -> leftBeforeStart(environment))
              .build();
        });
  }

  private static Behavior<Command> leftBeforeStart(Environment environment) {
    environment.left();
    return Behaviors.stopped();
  }

  private static Behavior<Command> running(
      ActorContext<Command> context,
      GroupSettings settings,
      Environment environment,
      Member self,
      Start start) {
    var actors = spawn(context, settings, environment, self, start.context());
    var links = environment.links().map(exchange -> spawnLinks(context, self, exchange, actors));
    meet(actors, links);
    environment.started(self, actors);
    return Behaviors.receive(Command.class)
        .onMessageEquals(
            Leave.INSTANCE,
            () -> {
              links.ifPresent(actor -> actor.tell(NeighbourLinks.Leaving.INSTANCE));
              actors.groupManager().tell(GroupManager.LeaveRequested.INSTANCE);
              return Behaviors.same();
            })
        .onSignal(
            ChildFailed.class,
            failed -> {
              throw new IllegalStateException(
                  "protocol actor " + failed.getRef().path().name() + " failed", failed.getCause());
            })
        .build();
  }

  private static Actors spawn(
      ActorContext<Command> context,
      GroupSettings settings,
      Environment environment,
      Member self,
      VersionVector delivered) {
    var random = new SplittableRandom();
    Consumer<Transmit> network = environment::send;
    long nowMs = nowMs();
    var membership =
        new Membership(
            self, environment.promisedEpoch(), settings.membership(), random.split(), nowMs);
    var detector = new FailureDetector(self.id(), settings.failure(), random.split());
    var ring = new RingElection(self, settings.election(), random.split());
    var channel = new CausalChannel(self.id(), delivered, settings.multicast(), random.split());
    var actors =
        new Actors(
            context.spawn(
                GroupManager.create(membership, network, environment),
                "group-manager",
                ON_THE_SAME_THREADS),
            context.spawn(Heartbeat.create(detector, network), "heartbeat", ON_THE_SAME_THREADS),
            context.spawn(Election.create(ring, network), "election", ON_THE_SAME_THREADS),
            context.spawn(
                CausalMulticast.create(
                    channel,
                    new CausalMulticast.Environment(
                        network, environment::deliver, environment.recorder())),
                "causal-multicast",
                ON_THE_SAME_THREADS));
    List.of(actors.groupManager(), actors.heartbeat(), actors.election(), actors.causalMulticast())
        .forEach(context::watch);
    return actors;
  }

  private static ActorRef<ProtocolActor.Command> spawnLinks(
      ActorContext<Command> context, Member self, LinkTransport exchange, Actors actors) {
    var links =
        context.spawn(
            NeighbourLinks.create(new LinkRules(self.id()), exchange, actors.heartbeat()),
            "neighbour-links",
            ON_THE_SAME_THREADS);
    context.watch(links);
    return links;
  }

  // The group manager comes first in every list: it must know of a death before it is notified that
  // it won the election which that death caused.
  private static void meet(Actors actors, Optional<ActorRef<ProtocolActor.Command>> links) {
    var manager = actors.groupManager();
    var heartbeat = actors.heartbeat();
    var election = actors.election();
    var multicast = actors.causalMulticast();
    var managed = new ArrayList<>(List.of(multicast, heartbeat, election));
    links.ifPresent(managed::add);
    manager.tell(new ProtocolActor.Meet(managed));
    heartbeat.tell(new ProtocolActor.Meet(List.of(manager, election)));
    election.tell(new ProtocolActor.Meet(List.of(manager, heartbeat)));
    multicast.tell(new ProtocolActor.Meet(List.of(manager, heartbeat)));
  }
}
