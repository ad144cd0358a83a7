package dev.parley.bench;

import dev.parley.protocol.MemberId;
import dev.parley.protocol.Message;
import dev.parley.protocol.multicast.Payload;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/**
 * What causal multicast itself costs, by the size of the group: all members in one thread, with and
 * without the codec. And what a message says about its past, in a group whose members send when
 * they like and hear of each other after a while.
 */
final class CoreFigure {
  private static final int[] SIZES = {3, 5, 10, 20, 50};
  private static final int PAYLOAD_BYTES = 100;
  private static final int BURST = 16;
  private static final long MEASURED_NANOS = 1_500_000_000L;

  /** Of virtual time; the first tenth is not counted. */
  private static final double CHAT_SECONDS = 20;

  private CoreFigure() {}

  static void run() {
    // The compiler has seen all of it before anything is measured.
    new Load(10, false, true).run(3 * MEASURED_NANOS);
    for (int size : SIZES) {
      for (boolean isInTurn : new boolean[] {false, true}) {
        load(size, isInTurn, false);
        load(size, isInTurn, true);
      }
      for (double rate : new double[] {10, 50}) chat(size, rate);
    }
  }

  private static void load(int size, boolean isInTurn, boolean isEncoded) {
    var load = new Load(size, isInTurn, isEncoded);
    load.run(MEASURED_NANOS);
    long before = load.group.delivered;
    long cpu = cpuNanos();
    double seconds = load.run(MEASURED_NANOS);
    long count = load.group.delivered - before;
    Samples.print(
        "core, "
            + size
            + " members, bursts "
            + (isInTurn ? "in turn" : "at once")
            + (isEncoded ? ", with codec" : ""),
        String.format(
            Locale.ROOT,
            "\"deliveredPerSecond\":%.0f,\"cpuNanosPerDelivery\":%.0f",
            count / seconds,
            (double) (cpuNanos() - cpu) / count));
  }

  /**
   * Each member puts out a burst. At once: all do before anybody hears of it, the most that can be
   * concurrent. In turn: each has heard the bursts before its own.
   */
  private static final class Load {
    final CoreGroup group;
    private final boolean isInTurn;
    private long round;

    Load(int size, boolean isInTurn, boolean isEncoded) {
      this.isInTurn = isInTurn;
      group = new CoreGroup(size, isEncoded);
    }

    /** For about so long; for how many seconds it was. */
    double run(long nanos) {
      long start = System.nanoTime();
      long now = start;
      for (; now - start < nanos; now = System.nanoTime()) round();
      return (now - start) / 1e9;
    }

    private void round() {
      round++;
      for (int slot = 0; slot < group.size(); slot++) {
        for (int i = 0; i < BURST; i++) group.submit(slot, Payload.wrap(new byte[PAYLOAD_BYTES]));
        if (isInTurn) group.flush(slot);
      }
      // What they sent, and then what they acknowledge.
      for (int slot = 0; slot < group.size(); slot++) group.flush(slot);
      for (int slot = 0; slot < group.size(); slot++) group.flush(slot);
      if (round % 10 == 0) group.tick(round * 3);
    }
  }

  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private record Event(double atMs, long nth, Runnable action) {}

  /** {@code rate} messages a second and member, delays of 1 ms on average. */
  private static void chat(int size, double rate) {
    var random = new SplittableRandom(1);
    var events =
        new PriorityQueue<Event>(
            java.util.Comparator.comparingDouble(Event::atMs).thenComparingLong(Event::nth));
    var group = new CoreGroup(size, true);
    double[] nowMs = {0};
    long[] nth = {0};
    group.connect(
        (int receiver, MemberId from, Message message) ->
            events.add(
                new Event(
                    nowMs[0] + exponential(random, 1),
                    nth[0]++,
                    () -> {
                      group.take(receiver, from, message);
                      group.flush(receiver);
                    })));
    for (int slot = 0; slot < size; slot++) {
      int sender = slot;
      for (double at = exponential(random, 1_000 / rate);
          at < CHAT_SECONDS * 1_000;
          at += exponential(random, 1_000 / rate))
        events.add(
            new Event(
                at,
                nth[0]++,
                () -> {
                  group.submit(sender, Payload.wrap(new byte[PAYLOAD_BYTES]));
                  group.flush(sender);
                }));
    }
    for (double at = 10; at < CHAT_SECONDS * 1_000; at += 10) {
      long tick = (long) at;
      events.add(new Event(at, nth[0]++, () -> group.tick(tick)));
    }
    boolean isWarm = false;
    for (var next = events.poll(); next != null; next = events.poll()) {
      nowMs[0] = next.atMs();
      if (!isWarm && nowMs[0] > CHAT_SECONDS * 100) {
        isWarm = true;
        group.messages = group.entries = group.frameBytes = 0;
      }
      next.action().run();
    }
    Samples.print(
        "metadata, " + size + " members, " + rate + " messages a second each",
        String.format(
            Locale.ROOT,
            "\"entriesPerMessage\":%.2f,\"bytesPerMessage\":%.2f",
            (double) group.entries / group.messages,
            (double) group.frameBytes / group.messages - PAYLOAD_BYTES));
  }

  private static double exponential(SplittableRandom random, double mean) {
    return -mean * Math.log(1 - random.nextDouble());
  }
}
