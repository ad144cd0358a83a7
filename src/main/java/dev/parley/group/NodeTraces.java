package dev.parley.group;

import static dev.parley.time.MonotonicClock.nowMs;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Extension;
import akka.actor.typed.ExtensionId;
import dev.parley.observe.TraceExchange;
import dev.parley.observe.TraceExchange.Shown;
import dev.parley.observe.TraceMessage;
import dev.parley.observe.TraceMessage.Glance;
import dev.parley.observe.TracePoint;
import dev.parley.observe.TraceTap;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Message;
import dev.parley.protocol.Output;
import dev.parley.protocol.Output.Transmit;
import dev.parley.protocol.multicast.MulticastOutput.ViewDelivered;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The points of the node that an actor system is, and those who are shown them and the others'. The
 * rules are in {@link TraceTap} and {@link TraceExchange}. Safe for several threads; while nobody
 * looks, a message costs the reading of one number and the noting of another.
 */
public final class NodeTraces implements Extension {
  private static final class Id extends ExtensionId<NodeTraces> {
    @Override
    public NodeTraces createExtension(ActorSystem<?> system) {
      return new NodeTraces();
    }
  }

  private static final Id ID = new Id();
  private static final long MEASURE_EVERY_MS = 1_000;

  private final TraceExchange exchange = new TraceExchange();
  private final Map<Long, Consumer<Shown>> readers = new LinkedHashMap<>();
  private @Nullable TraceTap tap;
  private long lastReader;
  private long measuredMs = nowMs();

  /** Of how many messages one is shown; 0: nobody looks. */
  private volatile int every;

  private NodeTraces() {}

  /** The points of the node that {@code system} is. */
  public static NodeTraces of(ActorSystem<?> system) {
    return ID.apply(system);
  }

  /** What makes points of what happens to {@code self}, which this node is from now on. */
  public synchronized RunRecorder recorder(MemberId self) {
    var ofSelf = new TraceTap(self);
    tap = ofSelf;
    exchange.onLive(self);
    return new Recorder(ofSelf);
  }

  private final class Recorder implements RunRecorder {
    private final TraceTap ofSelf;

    Recorder(TraceTap ofSelf) {
      this.ofSelf = ofSelf;
    }

    @Override
    public void receives(Message message) {
      if (every != 0) onReceived(ofSelf, message);
    }

    @Override
    public void performs(Output output) {
      if (output instanceof ViewDelivered installed) onView(installed);
      // Messages are sent and delivered by one actor only, so this needs no lock.
      if (every == 0) ofSelf.onUnseen(output);
      else onOutput(ofSelf, output);
    }

    @Override
    public void turnEnds() {
      if (every != 0) onTurnEnded(ofSelf);
    }
  }

  private synchronized void onReceived(TraceTap of, Message message) {
    of.onReceived(message, every);
  }

  private synchronized void onView(ViewDelivered installed) {
    exchange.onView(installed.view());
  }

  private synchronized void onOutput(TraceTap of, Output output) {
    add(of.onOutput(output, every, System.currentTimeMillis()));
  }

  private synchronized void onTurnEnded(TraceTap of) {
    add(of.onTurnEnded(System.currentTimeMillis()));
  }

  private void add(List<TracePoint> points) {
    points.forEach(exchange::onPoint);
  }

  /** Shows {@code reader} the points of all members, until the result is run. */
  public synchronized Runnable read(Consumer<Shown> reader) {
    long number = ++lastReader;
    readers.put(number, reader);
    onReaders();
    return () -> forget(number);
  }

  private synchronized void forget(long number) {
    readers.remove(number);
    onReaders();
  }

  private void onReaders() {
    exchange.onReaders(!readers.isEmpty());
    every = exchange.every();
  }

  /** How the other members said that they are; asks them for more for some seconds. */
  public synchronized SortedMap<MemberId, Glance> glance() {
    exchange.onGlanced(nowMs());
    return exchange.glances(nowMs());
  }

  synchronized List<Transmit> onMessage(MemberId from, TraceMessage message) {
    return perform(exchange.onMessage(from, message, nowMs(), System.currentTimeMillis()));
  }

  synchronized List<Transmit> onTick(Supplier<Glance> own) {
    long nowMs = nowMs();
    if (tap != null && nowMs - measuredMs >= MEASURE_EVERY_MS) {
      exchange.onMeasured(tap.takeCount(), nowMs - measuredMs);
      measuredMs = nowMs;
    }
    return perform(exchange.onTick(own, nowMs, System.currentTimeMillis()));
  }

  private List<Transmit> perform(List<Output> outputs) {
    every = exchange.every();
    var sent = new ArrayList<Transmit>();
    for (var output : outputs) {
      if (output instanceof Transmit transmit) sent.add(transmit);
      else if (output instanceof Shown shown)
        readers.values().forEach(reader -> reader.accept(shown));
      else throw new AssertionError("no effect for " + output);
    }
    return sent;
  }
}
