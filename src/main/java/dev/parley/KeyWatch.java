package dev.parley;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import dev.parley.config.ConfigProblem;
import dev.parley.group.FrameRouter;
import dev.parley.replica.ReplicaProtocol;
import dev.parley.security.KeyFile;
import dev.parley.security.SealMode;
import dev.parley.store.KeyStore;
import java.time.Duration;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads the key file again when it changes, and tells the router who votes, without whom no key is
 * given up. It repeats the warning of a node that has no key, or believes others without one.
 */
final class KeyWatch extends AbstractBehavior<KeyWatch.Command> {
  sealed interface Command {}

  private enum Look implements Command {
    INSTANCE
  }

  private enum Warn implements Command {
    INSTANCE
  }

  private record Status(ReplicaProtocol.@Nullable NodeStatus status) implements Command {}

  static final String WARNING =
      "this node has no key (--insecure): whoever reaches its ports reads, changes and stops"
          + " everything";

  private static final Duration LOOK_EVERY = Duration.ofSeconds(2);
  private static final Duration WARN_EVERY = Duration.ofHours(1);
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Optional<NodeKey> key;
  private final ActorRef<ReplicaProtocol.Command> replica;
  private final ActorRef<FrameRouter.Command> router;
  private Optional<KeyFile> known;
  private String problem = "";

  private KeyWatch(
      ActorContext<Command> context,
      Optional<NodeKey> key,
      ActorRef<ReplicaProtocol.Command> replica,
      ActorRef<FrameRouter.Command> router) {
    super(context);
    // Otherwise the log names the class of Akka that set the behavior up.
    context.setLoggerName(getClass());
    this.key = key;
    this.replica = replica;
    this.router = router;
    this.known = key.map(NodeKey::file);
    onWarn();
  }

  static Behavior<Command> create(
      Optional<NodeKey> key,
      ActorRef<ReplicaProtocol.Command> replica,
      ActorRef<FrameRouter.Command> router) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  if (key.isPresent()) timers.startTimerWithFixedDelay(Look.INSTANCE, LOOK_EVERY);
                  timers.startTimerWithFixedDelay(Warn.INSTANCE, WARN_EVERY);
                  return new KeyWatch(context, key, replica, router);
                }));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessageEquals(Look.INSTANCE, this::onLook)
        .onMessageEquals(Warn.INSTANCE, this::onWarn)
        .onMessage(Status.class, this::onStatus)
        .build();
  }

  /** What an operator must know of a node in {@code mode}, which is empty at one without a key. */
  static Optional<String> warning(Optional<SealMode> mode, boolean isLoopback) {
    if (mode.isEmpty()) return Optional.of(WARNING);
    var present = mode.get();
    if (isLoopback || !present.takesPlain()) return Optional.empty();
    return Optional.of(
        ("this node believes datagrams without a seal, whoever sends them (mode %s): it ends when"
                + " all members and voters have the key, or with parley.bus.seal=require")
            .formatted(present.word()));
  }

  private Behavior<Command> onWarn() {
    warning(key.map(NodeKey::mode), key.map(NodeKey::isLoopback).orElse(false))
        .ifPresent(getContext().getLog()::warn);
    return this;
  }

  private Behavior<Command> onLook() {
    getContext()
        .ask(
            ReplicaProtocol.NodeStatus.class,
            replica,
            PATIENCE,
            ReplicaProtocol.AskStatus::new,
            (status, failure) -> new Status(status));
    key.flatMap(NodeKey::store).ifPresent(this::read);
    return this;
  }

  /** A file that cannot be used, as one that is being copied, changes nothing. */
  private void read(KeyStore store) {
    try {
      var now = store.readOwn();
      problem = "";
      if (known.filter(now::equals).isPresent()) return;
      key.ifPresent(own -> own.changed(now));
      known = Optional.of(now);
      router.tell(new FrameRouter.KeysChanged(now));
      getContext().getLog().info("key file read: {}", store.file());
    } catch (ConfigProblem | IllegalArgumentException e) {
      var sentence = String.valueOf(e.getMessage());
      if (!sentence.equals(problem))
        getContext().getLog().warn("{} The keys of before stay in use.", sentence);
      problem = sentence;
    }
  }

  private Behavior<Command> onStatus(Status told) {
    var status = told.status();
    if (status == null) return this;
    router.tell(new FrameRouter.VotersTold(new TreeSet<>(status.accounts().voters())));
    return this;
  }
}
