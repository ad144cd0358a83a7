package dev.parley.bench;

import akka.actor.typed.ActorRef;
import dev.parley.SettingsMapping;
import dev.parley.config.NodeSettings;
import dev.parley.group.CausalMulticast;
import dev.parley.group.FrameRouter;
import dev.parley.group.Group;
import dev.parley.group.ProtocolActor;
import dev.parley.group.StateTransfer;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Message;
import dev.parley.protocol.NodeState;
import dev.parley.protocol.Output.Transmit;
import dev.parley.protocol.VersionVector;
import dev.parley.protocol.election.ElectionMessage;
import dev.parley.protocol.failure.FailureMessage;
import dev.parley.protocol.membership.MembershipMessage;
import dev.parley.protocol.membership.MembershipOutput.CopyState;
import dev.parley.protocol.membership.MembershipOutput.FetchState;
import dev.parley.protocol.multicast.MulticastMessage;
import dev.parley.protocol.multicast.MulticastOutput;
import dev.parley.protocol.multicast.MulticastOutput.Delivered;
import dev.parley.protocol.multicast.MulticastOutput.ViewDelivered;
import dev.parley.protocol.multicast.Payload;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** What stands above the multicast here: it sends what it is told to, counts and measures. */
final class GroupLoad implements Group.Environment {
  /** Own messages that are submitted and not yet sent: enough to keep the window full. */
  private static final int MAX_AHEAD = 2_048;

  private static final long PAUSE_NANOS = 50_000;

  private final NodeSettings settings;
  private final AtomicLong ownDelivered = new AtomicLong();
  private final AtomicLong delivered = new AtomicLong();
  private volatile Latencies latencies = new Latencies();
  private volatile int viewSize;
  private volatile Group.@Nullable Actors actors;
  private volatile @Nullable MemberId self;
  private @Nullable ActorRef<FrameRouter.Command> router;
  private long submitted;

  GroupLoad(NodeSettings settings) {
    this.settings = settings;
  }

  void connect(ActorRef<FrameRouter.Command> connected) {
    router = connected;
  }

  int viewSize() {
    return viewSize;
  }

  /** Sends for {@code load.seconds()} and tells in JSON what was delivered here meanwhile. */
  String run(GroupMember.Load load) {
    latencies = new Latencies();
    long startDelivered = delivered.get();
    double startCpu = cpuSeconds();
    long start = System.nanoTime();
    long end = start + load.seconds() * 1_000_000_000L;
    long sent = 0;
    for (long now = start; now < end; now = System.nanoTime()) {
      long allowed =
          load.rate() == 0 ? Long.MAX_VALUE : (now - start) * load.rate() / 1_000_000_000;
      while (sent < allowed && submitted - ownDelivered.get() < MAX_AHEAD) {
        submit(load.bytes());
        sent++;
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    return String.format(
        Locale.ROOT,
        "{\"deliveredPerSecond\":%.0f,\"sentPerSecond\":%.0f,\"cpuSeconds\":%.2f,\"delivered\":%d,%s}",
        (delivered.get() - startDelivered) / seconds,
        sent / seconds,
        cpuSeconds() - startCpu,
        delivered.get() - startDelivered,
        latencies.fields());
  }

  private void submit(int bytes) {
    var payload = ByteBuffer.allocate(bytes).putLong(System.nanoTime()).array();
    var running = Objects.requireNonNull(actors, "not started");
    running.causalMulticast().tell(new CausalMulticast.Submit(Payload.wrap(payload)));
    submitted++;
  }

  private static double cpuSeconds() {
    return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toMillis() / 1e3;
  }

  @Override
  public void deliver(MulticastOutput output) {
    if (output instanceof ViewDelivered installed) {
      viewSize = installed.view().size();
      if (router != null) router.tell(new FrameRouter.ViewChanged(installed.view()));
    }
    if (!(output instanceof Delivered message)) return;
    delivered.incrementAndGet();
    if (message.dot().origin().equals(self)) ownDelivered.incrementAndGet();
    // Processes of one machine share the clock behind nanoTime.
    else
      latencies.add(System.nanoTime() - ByteBuffer.wrap(message.payload().unsafeArray()).getLong());
  }

  @Override
  public Member nextIncarnation() {
    var id = new MemberId("n-" + settings.ports().client(), System.currentTimeMillis());
    return new Member(id, SettingsMapping.bus(settings), settings.client());
  }

  @Override
  public void askDelivered(Member member, ActorRef<Group.Command> replyTo) {
    self = member.id();
    if (router != null) router.tell(new FrameRouter.Live(member));
    replyTo.tell(new Group.Start(VersionVector.EMPTY));
  }

  @Override
  public void started(Member member, Group.Actors started) {
    actors = started;
    route(MembershipMessage.class, started.groupManager());
    route(FailureMessage.class, started.heartbeat());
    route(ElectionMessage.class, started.election());
    route(MulticastMessage.class, started.causalMulticast());
  }

  private void route(Class<? extends Message> family, ActorRef<ProtocolActor.Command> receiver) {
    Objects.requireNonNull(router, "not connected")
        .tell(
            new FrameRouter.Route(
                family,
                (from, message) -> receiver.tell(new ProtocolActor.Received(from, message))));
  }

  @Override
  public void send(Transmit transmit) {
    if (router != null) router.tell(new FrameRouter.Send(transmit));
  }

  @Override
  public void fetchState(FetchState fetch, ActorRef<StateTransfer.Event> replyTo) {
    replyTo.tell(new StateTransfer.Fetched(fetch.ballot(), List.of()));
  }

  @Override
  public void copyState(CopyState copy, ActorRef<StateTransfer.Event> replyTo) {
    replyTo.tell(StateTransfer.Copied.INSTANCE);
  }

  @Override
  public long promisedEpoch() {
    return 0;
  }

  @Override
  public void persistPromise(long epoch) {}

  @Override
  public void stateFetched(StateTransfer.Fetched fetched) {}

  @Override
  public void left() {}

  @Override
  public void stateChanged(NodeState state) {}
}
