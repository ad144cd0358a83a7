package dev.parley.bench;

import dev.parley.it.Cluster;
import dev.parley.it.JsonClient;
import dev.parley.it.NodeProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Private messages of 100 bytes between pairs, sender and receiver on different servers of 2. */
final class PairsFigure {
  /** Two JVMs on two cores that they fill take a minute to compile what is hot. */
  private static final long WARM_UP_SECONDS = 75;

  private static final long MEASURED_SECONDS = 10;

  private PairsFigure() {}

  static void run(Path directory, int count, int inFlight) throws IOException {
    try (var cluster = new Cluster(directory)) {
      var left = cluster.start();
      var right = cluster.start();
      cluster.awaitView(left, right);
      var pairs = new ArrayList<Pair>();
      var ready = new CountDownLatch(count);
      for (int i = 0; i < count; i++) pairs.add(pair(left, right, i, inFlight, ready));
      ready.await(30, TimeUnit.SECONDS);
      pairs.forEach(Pair::start);
      TimeUnit.SECONDS.sleep(WARM_UP_SECONDS);
      measure(List.of(left, right), pairs, inFlight);
      pairs.forEach(Pair::close);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Pair pair(
      NodeProcess left, NodeProcess right, int i, int inFlight, CountDownLatch ready)
      throws IOException {
    var sender = "sender" + i;
    var receiver = "receiver" + i;
    JsonClient.register(left.port(), sender);
    JsonClient.register(left.port(), receiver);
    boolean isSwapped = i % 2 == 1;
    int from = isSwapped ? right.port() : left.port();
    int to = isSwapped ? left.port() : right.port();
    return new Pair(from, to, sender, receiver, inFlight, ready);
  }

  private static void measure(List<NodeProcess> nodes, List<Pair> pairs, int inFlight)
      throws InterruptedException {
    long acceptedBefore = pairs.stream().mapToLong(Pair::accepted).sum();
    long shownBefore = pairs.stream().mapToLong(Pair::shown).sum();
    double cpuBefore = Samples.cpuSeconds(nodes);
    long writtenBefore = writtenBytes(nodes);
    long before = System.nanoTime();
    TimeUnit.SECONDS.sleep(MEASURED_SECONDS);
    double seconds = (System.nanoTime() - before) / 1e9;
    long accepted = pairs.stream().mapToLong(Pair::accepted).sum() - acceptedBefore;
    long shown = pairs.stream().mapToLong(Pair::shown).sum() - shownBefore;
    double cpu = Samples.cpuSeconds(nodes) - cpuBefore;
    long written = writtenBytes(nodes) - writtenBefore;
    Samples.print(
        "cross-server messages, " + pairs.size() + " pairs x " + inFlight + " in flight, 100 bytes",
        String.format(
            Locale.ROOT,
            "\"acceptedPerSecond\":%.0f,\"shownPerSecond\":%.0f,\"cpuSecondsPerMillion\":%.1f,"
                + "\"diskBytesPerMessage\":%d",
            accepted / seconds,
            shown / seconds,
            cpu * 1e6 / Math.max(1, accepted),
            written / Math.max(1, accepted)));
  }

  /** What the nodes have handed to their disks, together. */
  private static long writtenBytes(List<NodeProcess> nodes) {
    return nodes.stream().mapToLong(node -> Samples.diskBytes(Long.toString(node.pid()))).sum();
  }
}
