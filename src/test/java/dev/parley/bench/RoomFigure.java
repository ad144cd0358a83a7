package dev.parley.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.chat.accounts.SaltedPassword;
import dev.parley.it.Cluster;
import dev.parley.it.NodeProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Copies of one message to many clients: a post in a room whose members are on three servers, and
 * private messages between users with several clients each on two servers. Latency is from the
 * message to its display at each of them; processor time is of all servers, beyond what they take
 * while nobody writes.
 */
final class RoomFigure {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MEMBERS = 50;
  private static final int DEVICES = 8;
  private static final long IDLE_SECONDS = 10;
  private static final long WARM_UP_SECONDS = 60;
  private static final long MEASURED_SECONDS = 20;
  private static final String PADDING = "x".repeat(80);

  private final Map<String, SaltedPassword> salted = new ConcurrentHashMap<>();
  private final Latencies latencies = new Latencies();
  private volatile boolean isMeasuring;
  private volatile boolean isOver;

  private RoomFigure() {}

  /** A writer, and whom it writes to. */
  private record Writer(RawClient client, String to) {}

  /** 20 posts a second of ten members in a room of 50. */
  static void room(Path directory) throws IOException {
    new RoomFigure().inRoom(directory);
  }

  /** 100 messages a second among 50 users, of whom each has eight clients. */
  static void devices(Path directory) throws IOException {
    new RoomFigure().toDevices(directory);
  }

  private void inRoom(Path directory) throws IOException {
    try (var cluster = new Cluster(directory)) {
      var nodes = List.of(cluster.start(), cluster.start(), cluster.start());
      cluster.awaitView(nodes.toArray(NodeProcess[]::new));
      var clients = new ArrayList<RawClient>();
      for (int i = 0; i < MEMBERS; i++) clients.add(client(nodes, i, "m" + i, "c-m" + i));
      var create = "{\"op\":\"room-create\",\"id\":\"2\",\"room\":\"#tea\",\"open\":true}";
      clients.get(0).ask(create, "room-done");
      for (var client : clients.subList(1, MEMBERS))
        client.ask("{\"op\":\"room-join\",\"id\":\"2\",\"room\":\"#tea\"}", "room-done");
      for (var client : clients) BenchThread.start(() -> read(client));
      var writers = clients.subList(0, 10).stream().map(c -> new Writer(c, "#tea")).toList();
      measure("a post in a room of 50, three servers", nodes, writers, 20, MEMBERS - 1);
    }
  }

  private void toDevices(Path directory) throws IOException {
    try (var cluster = new Cluster(directory)) {
      var nodes = List.of(cluster.start(), cluster.start());
      cluster.awaitView(nodes.toArray(NodeProcess[]::new));
      var writers = new ArrayList<Writer>();
      for (int user = 0; user < MEMBERS; user++) {
        var name = "m" + user;
        for (int device = 0; device < DEVICES; device++) {
          if (device == 0) RawClient.register(nodes.get(0).port(), name);
          var client = new RawClient(nodes.get(device % 2).port());
          client.loginByProof(name, "c-" + device + "-" + name, salted);
          BenchThread.start(() -> read(client));
          if (device == 0) writers.add(new Writer(client, "m" + (user + 1) % MEMBERS));
        }
      }
      var what = "a message of one of 8 clients to a user with 8, two servers";
      measure(what, nodes, writers, 100, 2 * DEVICES - 1);
    }
  }

  private RawClient client(List<NodeProcess> nodes, int i, String name, String id)
      throws IOException {
    RawClient.register(nodes.get(0).port(), name);
    var client = new RawClient(nodes.get(i % nodes.size()).port());
    client.loginByProof(name, id, salted);
    return client;
  }

  private void measure(
      String what, List<NodeProcess> nodes, List<Writer> writers, int perSecond, int copies) {
    try {
      TimeUnit.SECONDS.sleep(IDLE_SECONDS);
      double before = Samples.cpuSeconds(nodes);
      TimeUnit.SECONDS.sleep(IDLE_SECONDS);
      double idle = (Samples.cpuSeconds(nodes) - before) / IDLE_SECONDS;
      BenchThread.start(() -> write(writers, perSecond));
      TimeUnit.SECONDS.sleep(WARM_UP_SECONDS);
      before = Samples.cpuSeconds(nodes);
      isMeasuring = true;
      TimeUnit.SECONDS.sleep(MEASURED_SECONDS);
      isMeasuring = false;
      double cpu = (Samples.cpuSeconds(nodes) - before) / MEASURED_SECONDS - idle;
      isOver = true;
      var perCopy =
          String.format(Locale.ROOT, ",\"cpuMicrosPerCopy\":%.1f", cpu * 1e6 / perSecond / copies);
      Samples.print(what + ", " + perSecond + " a second", latencies.fields() + perCopy);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void write(List<Writer> writers, int perSecond) throws IOException {
    long start = System.nanoTime();
    for (long number = 0; !isOver; number++) {
      long due = start + number * (1_000_000_000L / perSecond);
      while (System.nanoTime() < due) LockSupport.parkNanos(due - System.nanoTime());
      var writer = writers.get((int) (number % writers.size()));
      writer
          .client()
          .write(
              String.format(
                  Locale.ROOT,
                  "{\"op\":\"send\",\"id\":\"1\",\"seq\":%d,\"to\":\"%s\",\"text\":\"%d %s\"}",
                  number / writers.size() + 1,
                  writer.to(),
                  due,
                  PADDING));
    }
  }

  private void read(RawClient client) throws IOException {
    while (true) {
      var event = JSON.readTree(client.readLine());
      var kind = event.path("ev").asText();
      if (!kind.equals("message") && !kind.equals("sent")) continue;
      long now = System.nanoTime();
      var text = event.path("text").asText();
      if (isMeasuring) latencies.add(now - Long.parseLong(text.substring(0, text.indexOf(' '))));
      client.write("{\"op\":\"ack\",\"n\":" + event.path("n").asLong() + "}");
    }
  }
}
