package dev.parley.bench;

import dev.parley.it.Cluster;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** From send to displayed on the other server, at a steady rate: what a person would notice. */
final class LatencyFigure {
  private static final int PAIRS = 50;
  private static final int PER_SECOND = 2_000;
  private static final long WARM_UP_SECONDS = 30;
  private static final long MEASURED_SECONDS = 20;
  private static final String PADDING = "x".repeat(80);

  private volatile boolean isMeasuring;
  private volatile boolean isOver;
  private final Latencies latencies = new Latencies();

  static void run(Path directory) throws IOException {
    new LatencyFigure().measure(directory);
  }

  private void measure(Path directory) throws IOException {
    try (var cluster = new Cluster(directory)) {
      var left = cluster.start();
      var right = cluster.start();
      cluster.awaitView(left, right);
      var senders = new ArrayList<RawClient>();
      for (int i = 0; i < PAIRS; i++) {
        RawClient.register(left.port(), "s" + i);
        RawClient.register(left.port(), "r" + i);
        var receiver = new RawClient(right.port());
        receiver.login("r" + i);
        BenchThread.start(() -> receive(receiver));
        var sender = new RawClient(left.port());
        sender.login("s" + i);
        BenchThread.start(() -> skip(sender));
        senders.add(sender);
      }
      BenchThread.start(() -> send(senders));
      TimeUnit.SECONDS.sleep(WARM_UP_SECONDS);
      isMeasuring = true;
      TimeUnit.SECONDS.sleep(MEASURED_SECONDS);
      isMeasuring = false;
      isOver = true;
      Samples.print(
          "send to displayed, cross-server, two disks, " + PER_SECOND + " per second",
          latencies.fields());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void send(List<RawClient> senders) throws IOException {
    long start = System.nanoTime();
    for (long number = 0; !isOver; number++) {
      // Late ones are sent at once and count from when they should have been.
      long due = start + number * (1_000_000_000L / PER_SECOND);
      while (System.nanoTime() < due) LockSupport.parkNanos(due - System.nanoTime());
      int pair = (int) (number % PAIRS);
      long seq = number / PAIRS + 1;
      senders
          .get(pair)
          .write(
              String.format(
                  Locale.ROOT,
                  "{\"op\":\"send\",\"id\":\"1\",\"seq\":%d,\"to\":\"r%d\",\"text\":\"%d %s\"}",
                  seq,
                  pair,
                  due,
                  PADDING));
    }
  }

  private void receive(RawClient receiver) throws IOException {
    for (long n = 1; ; n++) {
      var message = receiver.await("message");
      long now = System.nanoTime();
      var text = message.path("text").asText();
      if (isMeasuring) latencies.add(now - Long.parseLong(text.substring(0, text.indexOf(' '))));
      receiver.write("{\"op\":\"ack\",\"n\":" + n + "}");
    }
  }

  private static void skip(RawClient sender) throws IOException {
    while (true) sender.readLine();
  }
}
