package dev.parley.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server of three is saved under load, lost, and comes back as a new member. */
class BackupIT {
  private static final String READY = "Parley node ";
  private static final int BAD_USAGE = 2;
  private static final int PAGE = 200;
  private static final int PATIENCE_SECONDS = 30;

  @TempDir Path directory;
  private Cluster cluster;
  private final List<String> accepted = new CopyOnWriteArrayList<>();
  private volatile boolean isEnough;

  @BeforeEach
  void begin() {
    cluster = new Cluster(directory);
  }

  @AfterEach
  void stop() {
    isEnough = true;
    cluster.close();
  }

  @Test
  void nothing_is_lost_or_doubled_at_any_server_and_the_new_member_has_a_name_of_its_own()
      throws Exception {
    var nodes = new ArrayList<>(List.of(cluster.start(), cluster.start(), cluster.start()));
    cluster.awaitView(nodes.toArray(NodeProcess[]::new));
    for (var name : List.of("fang", "shao")) JsonClient.register(nodes.get(0).port(), name);
    var load = CompletableFuture.runAsync(() -> send(nodes.get(0)));
    awaitAccepted(100);

    var lost = nodes.get(2);
    var file = directory.resolve("team.zip");
    assertThat(command(0, "backup", file.toString(), "--data", data(lost)))
        .contains("team.zip has", "SHA-256");
    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(command(1, "backup", file.toString(), "--data", data(lost)))
        .contains("a backup overwrites nothing");
    lost.awaitLine("operator at 127.0.0.1: copies the store");
    var data = Path.of(data(lost));
    assertThat(data.resolve("backup")).doesNotExist();
    awaitAccepted(accepted.size() + 100);

    assertThat(restore(lost, file, BAD_USAGE)).contains("Another node is running with");
    var former = name(lost);
    lost.kill();
    FileTree.delete(data);
    awaitAccepted(accepted.size() + 20);
    assertThat(restore(lost, file, 0)).contains("The backup of " + former);
    nodes.set(2, cluster.start(lost.port()));
    cluster.awaitView(nodes.toArray(NodeProcess[]::new));
    assertThat(name(nodes.get(2))).isNotEqualTo(former);
    awaitAccepted(accepted.size() + 20);
    isEnough = true;
    load.join();

    for (var node : nodes)
      Awaitility.await("the history at " + node.port())
          .atMost(PATIENCE_SECONDS, TimeUnit.SECONDS)
          .untilAsserted(() -> assertThat(history(node)).isEqualTo(accepted));
    assertThat(nodes).noneMatch(node -> node.hasLine("cannot be written"));
  }

  @Test
  void a_cluster_that_is_lost_as_a_whole_goes_on_from_a_backup() throws Exception {
    var node = cluster.start();
    for (var name : List.of("fang", "shao")) JsonClient.register(node.port(), name);
    try (var fang = JsonClient.login(node.port(), "fang", "client-of-fang")) {
      fang.send("shao", "it waits", 1);
    }
    var file = directory.resolve("team.zip");
    command(0, "backup", file.toString(), "--data", data(node));
    node.kill();
    FileTree.delete(Path.of(data(node)));
    restore(node, file, 0);
    var again = cluster.start(node.port());
    try (var shao = JsonClient.login(again.port(), "shao", "client-of-shao")) {
      shao.awaitText("it waits");
    }
    assertThat(JsonClient.register(again.port(), "gaoce").path("code").asText())
        .isEqualTo("NO_QUORUM");
    var recover = new Operator(again.port(), Path.of(data(again))).request("/api/recover");
    var confirm = HttpRequest.BodyPublishers.ofString("cluster=" + cluster.name());
    var answer =
        HttpClient.newHttpClient()
            .send(recover.POST(confirm).build(), HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(JsonClient.register(again.port(), "gaoce").path("ev").asText())
        .isEqualTo("registered");
  }

  private void send(NodeProcess node) {
    try (var fang = JsonClient.login(node.port(), "fang", "client-of-fang");
        var shao = JsonClient.login(node.port(), "shao", "client-of-shao")) {
      for (long seq = 1; !isEnough; seq++) {
        var text = "message " + seq;
        var answer = fang.send("shao", text, seq);
        assertThat(answer.path("ev").asText()).as("%s", answer).isEqualTo("accepted");
        accepted.add(text);
        if (seq % 10 != 0) continue;
        shao.awaitText(text);
        shao.ack(seq);
      }
    }
  }

  private void awaitAccepted(int count) {
    Awaitility.await("acceptances")
        .atMost(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .until(() -> accepted.size() >= count);
  }

  /** Who the server is, in its own words. */
  private static String name(NodeProcess node) {
    return node.output().stream()
        .filter(line -> line.startsWith(READY))
        .map(line -> line.substring(READY.length(), line.indexOf(" is ready")))
        .findFirst()
        .orElseThrow();
  }

  private String data(NodeProcess node) {
    return directory.resolve(Integer.toString(node.port())).toString();
  }

  private String restore(NodeProcess node, Path file, int code) throws Exception {
    var port = Integer.toString(node.port());
    return command(
        code, "restore", file.toString(), port, "--data", data(node), "--cluster", cluster.name());
  }

  /** What the command says; it must give this exit code. */
  private static String command(int code, String... words) throws Exception {
    var line = new ArrayList<>(NodeProcess.program("dev.parley.Parley", "-Xmx64m"));
    line.addAll(List.of(words));
    var process = new ProcessBuilder(line).redirectErrorStream(true).start();
    var said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(said).isEqualTo(code);
    return said;
  }

  /**
   * All that the server keeps of the conversation, in its order; nothing while it is incomplete.
   */
  static List<String> history(NodeProcess node) {
    var texts = new ArrayList<String>();
    try (var fang = JsonClient.login(node.port(), "fang", "reader")) {
      var before = "";
      while (true) {
        var at = before;
        var page =
            fang.request(
                "history",
                r -> {
                  r.put("with", "shao").put("limit", PAGE);
                  if (!at.isEmpty()) r.put("before", at);
                });
        if (!page.path("complete").asBoolean()) return List.of();
        var older = new ArrayList<String>();
        page.path("messages").forEach(message -> older.add(message.path("text").asText()));
        texts.addAll(0, older);
        if (!page.path("more").asBoolean()) return texts;
        before = page.path("messages").path(0).path("pos").asText();
      }
    }
  }
}
