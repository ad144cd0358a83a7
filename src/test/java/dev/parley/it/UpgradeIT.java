package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three servers of an earlier version are replaced one by one, as doc/running.md says, while users
 * write to each other. The earlier version is what {@code -Dparley.it.former} names, a class path;
 * {@code .ci/upgrade COMMIT} builds one and runs this.
 */
class UpgradeIT {
  private static final String FORMER = System.getProperty("parley.it.former", "");
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Between two messages: of a person in a hurry, and few enough for one conversation. */
  private static final long PACE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private static final int PATIENCE_SECONDS = 60;

  /** In each version, between two replacements. */
  private static final int MESSAGES = 100;

  @TempDir Path directory;
  private @Nullable Cluster cluster;
  private final List<NodeProcess> nodes = new CopyOnWriteArrayList<>();
  private final List<String> accepted = new CopyOnWriteArrayList<>();

  /**
   * The texts by the ids of their messages: one that is not acknowledged comes again, as itself.
   */
  private final Map<String, String> shown = new ConcurrentSkipListMap<>();

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private List<CompletableFuture<Void>> clients = List.of();
  private volatile boolean isEnough;
  private volatile boolean isRead;

  @AfterEach
  void stop() {
    isEnough = true;
    isRead = true;
    threads.shutdownNow();
    if (cluster != null) cluster.close();
  }

  @Test
  void nothing_is_lost_or_doubled_while_three_servers_are_replaced_one_by_one() throws Exception {
    assumeTrue(!FORMER.isEmpty(), "no earlier version was given by -Dparley.it.former");
    cluster = new Cluster(directory, "-Dlogback.configurationFile=" + log());
    for (int i = 0; i < 3; i++) nodes.add(cluster.startFormer(FORMER, Cluster.freePort()));
    cluster.awaitView(nodes.toArray(NodeProcess[]::new));
    for (var name : List.of("fang", "shao")) JsonClient.register(nodes.get(0).port(), name);
    var sending = CompletableFuture.runAsync(this::send, threads);
    var reading = CompletableFuture.runAsync(this::read, threads);
    clients = List.of(sending, reading);
    boolean isAllKept = keepsHistory(nodes.get(0));
    awaitMore();
    for (int i = 0; i < 3; i++) {
      replace(i);
      awaitMore();
    }
    int kept = isAllKept ? 0 : accepted.size();
    if (!isAllKept) awaitMore();
    JsonClient.register(nodes.get(2).port(), "gaoce");
    isEnough = true;
    sending.join();
    Awaitility.await("all that was accepted is shown")
        .atMost(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .untilAsserted(
            () -> assertThat(shown.values()).containsExactlyInAnyOrderElementsOf(accepted));
    isRead = true;
    reading.join();
    for (var node : nodes)
      Awaitility.await("the history at " + node.port())
          .atMost(PATIENCE_SECONDS, TimeUnit.SECONDS)
          .untilAsserted(
              () -> {
                var history = BackupIT.history(node);
                assertThat(history).doesNotHaveDuplicates().isSubsetOf(accepted);
                assertThat(history)
                    .endsWith(accepted.subList(kept, accepted.size()).toArray(String[]::new));
              });
    assertThat(nodes).noneMatch(node -> node.hasLine("excluded"));
  }

  /**
   * Whether the earlier version kept what was read; otherwise that begins when all are replaced.
   */
  private static boolean keepsHistory(NodeProcess node) {
    try (var fang = JsonClient.login(node.port(), "fang", "reader")) {
      return fang.request("history", r -> r.put("with", "shao"))
          .path("ev")
          .asText()
          .equals("history");
    }
  }

  /** Neither version has that of the other in its resources. */
  private Path log() throws IOException {
    var text =
        "<configuration><appender name='c' class='ch.qos.logback.core.ConsoleAppender'><encoder>"
            + "<pattern>%d %level %logger{0} %msg%n</pattern></encoder></appender>"
            + "<root level='info'><appender-ref ref='c'/></root></configuration>";
    return Files.writeString(directory.resolve("logback.xml"), text);
  }

  private void awaitMore() {
    int wanted = accepted.size() + MESSAGES;
    Awaitility.await("more messages are accepted")
        .atMost(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .failFast("a client failed", this::isFailed)
        .until(() -> accepted.size() >= wanted);
  }

  private boolean isFailed() {
    clients.stream().filter(CompletableFuture::isCompletedExceptionally).forEach(f -> f.join());
    return false;
  }

  private void replace(int index) throws Exception {
    var former = nodes.get(index);
    var data = directory.resolve(Integer.toString(former.port()));
    var drain = new Operator(former.port(), data).request("/api/drain");
    assertThat(ask(drain.POST(HttpRequest.BodyPublishers.noBody()).build()).has("sessions"))
        .isTrue();
    Awaitility.await("the clients of " + former.port() + " have gone")
        .until(() -> sessions(former) == 0);
    assertThat(former.terminate()).as("exit code").isZero();
    var group = Objects.requireNonNull(cluster);
    nodes.set(index, group.start(former.port()));
    group.awaitView(nodes.toArray(NodeProcess[]::new));
  }

  private static int sessions(NodeProcess node) throws Exception {
    var report = ask(HttpRequest.newBuilder(Operator.page(node.port(), "/api/cluster")).build());
    for (var member : report.path("view").path("members"))
      if (member.path("id").equals(report.path("self"))) return member.path("sessions").asInt();
    return 0;
  }

  private static JsonNode ask(HttpRequest request) throws Exception {
    var answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    return JSON.readTree(answer.body());
  }

  private void send() {
    var moving = new MovingClient("fang", "client-of-fang");
    for (long seq = 1; !isEnough; seq++) {
      long number = seq;
      var text = "message %06d".formatted(seq);
      moving.with(
          client -> {
            var answer = client.send("shao", text, number);
            if (!answer.path("ev").asText().equals("accepted"))
              throw new AssertionError("not accepted: " + answer);
          });
      accepted.add(text);
      LockSupport.parkNanos(PACE_NANOS);
    }
  }

  private void read() {
    var moving = new MovingClient("shao", "client-of-shao");
    while (!isRead) {
      moving.with(this::readSome);
      LockSupport.parkNanos(PACE_NANOS);
    }
  }

  private void readSome(JsonClient client) {
    if (client.isClosed()) throw new AssertionError("closed");
    long last = 0;
    for (var event : client.events()) {
      if (!event.path("ev").asText().equals("message")) continue;
      shown.put(event.path("msg").asText(), event.path("text").asText());
      last = event.path("n").asLong();
    }
    if (last > 0) client.ack(last);
  }

  /** A client that goes to the next server when its own sends it away. */
  private final class MovingClient {
    private final String name;
    private final String id;
    private int at;
    private @Nullable JsonClient client;

    MovingClient(String name, String id) {
      this.name = name;
      this.id = id;
    }

    /** Does it at some server, perhaps in part at others before. */
    void with(Consumer<JsonClient> act) {
      var failures = new ArrayList<Throwable>();
      while (failures.size() < 200) {
        try {
          if (client == null) client = JsonClient.login(nodes.get(at % 3).port(), name, id);
          act.accept(client);
          return;
        } catch (AssertionError | RuntimeException e) {
          failures.add(e);
          if (client != null) client.close();
          client = null;
          at++;
          LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
      }
      throw new AssertionError("no server does it: " + failures.get(failures.size() - 1));
    }
  }
}
