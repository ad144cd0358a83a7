package dev.parley.bench;

import dev.parley.it.Cluster;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/** Mail for somebody who is away: how fast it is stored on two disks, and read when he is back. */
final class OfflineFigure {
  private static final int MESSAGES = 9_900;
  private static final int IN_FLIGHT = 256;
  private static final int RUNS = 5;
  private static final String TEXT = "x".repeat(100);

  private OfflineFigure() {}

  static void run(Path directory) throws IOException {
    try (var cluster =
        new Cluster(directory, "-Dparley.mail.per-sender=0", "-Dparley.mail.from-strangers=0")) {
      int left = cluster.start().port();
      int right = cluster.start().port();
      RawClient.register(left, "sender");
      RawClient.register(left, "receiver");
      var stored = new Samples();
      var drained = new Samples();
      for (int run = 0; run <= RUNS; run++) {
        double store = store(left, run);
        double drain = drain(right);
        // The first is the warm-up.
        if (run == 0) continue;
        stored.add(MESSAGES / store);
        drained.add(MESSAGES / drain);
      }
      Samples.print("offline mail stored, one sender and receiver", stored.fields("per second"));
      Samples.print("offline mail read", drained.fields("per second"));
    }
  }

  private static double store(int port, int run) throws IOException {
    try (var client = new RawClient(port)) {
      client.login("sender");
      long first = (long) run * MESSAGES + 1;
      long before = System.nanoTime();
      for (int sent = 0, accepted = 0; accepted < MESSAGES; ) {
        while (sent < MESSAGES && sent - accepted < IN_FLIGHT) client.write(send(first + sent++));
        client.await("accepted");
        accepted++;
      }
      return (System.nanoTime() - before) / 1e9;
    }
  }

  private static String send(long seq) {
    return String.format(
        Locale.ROOT,
        "{\"op\":\"send\",\"id\":\"%d\",\"seq\":%d,\"to\":\"receiver\",\"text\":\"%s\"}",
        seq,
        seq,
        TEXT);
  }

  private static double drain(int port) throws IOException {
    try (var client = new RawClient(port)) {
      long before = System.nanoTime();
      client.login("receiver");
      for (int n = 1; n <= MESSAGES; n++) {
        while (!client.readLine().startsWith("{\"ev\":\"message\"")) {}
        if (n % 64 == 0 || n == MESSAGES) client.write("{\"op\":\"ack\",\"n\":" + n + "}");
      }
      double seconds = (System.nanoTime() - before) / 1e9;
      client.ask("{\"op\":\"logout\",\"id\":\"2\"}", "bye");
      return seconds;
    }
  }
}
