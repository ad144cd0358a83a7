package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node alone whose data directory is restored from a backup, and clients that remember. */
class RestoreIT {
  @TempDir Path directory;
  private Cluster cluster;

  @BeforeEach
  void begin() {
    cluster = new Cluster(directory, Cluster.FOR_OUR_CLIENTS);
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  @Test
  void what_a_program_sends_under_numbers_of_before_the_backup_is_shown() throws Exception {
    var node = cluster.start();
    JsonClient.register(node.port(), "fang");
    JsonClient.register(node.port(), "shao");
    assertThat(sent(node, "one")).isEqualTo("one");
    node.terminate();
    var data = directory.resolve(Integer.toString(node.port()));
    var backup = directory.resolve("backup");
    copy(data, backup);

    node = cluster.start(node.port());
    assertThat(sent(node, "two")).isEqualTo("two");
    assertThat(sentByOurClient("ours two")).isEqualTo("ours two");
    node.terminate();

    FileTree.delete(data);
    copy(backup, data);
    node = cluster.start(node.port());
    assertThat(sent(node, "not two")).isEqualTo("not two");
    assertThat(sentByOurClient("not ours two")).isEqualTo("not ours two");
  }

  /** By a client that counts for itself, and knows that it has sent more than the server has. */
  private String sentByOurClient(String text) throws Exception {
    try (var shao = ClientProcess.start(cluster, directory.resolve("shao"), "shao", "fang");
        var fang = ClientProcess.start(cluster, directory.resolve("fang"), "fang", "shao")) {
      fang.write("{\"to\":\"shao\",\"text\":\"" + text + "\"}");
      return CompletableFuture.supplyAsync(() -> message(shao)).get(20, TimeUnit.SECONDS);
    }
  }

  /** The bot of the README: it numbers by what the server says; gives what our client shows. */
  private String sent(NodeProcess node, String text) throws Exception {
    try (var shao = ClientProcess.start(cluster, directory.resolve("shao"), "shao", "fang");
        var bot = JsonClient.login(node.port(), "fang", "bot")) {
      long next = bot.awaitEvent("welcome").path("nextSeq").asLong();
      assertThat(bot.send("shao", text, next).path("ev").asText()).isEqualTo("accepted");
      var shown = CompletableFuture.supplyAsync(() -> message(shao)).get(20, TimeUnit.SECONDS);
      bot.awaitEvent("delivered");
      return shown;
    }
  }

  private static String message(ClientProcess client) {
    try {
      var line = client.line();
      while (!line.contains("\"text\":")) line = client.line();
      return line.replaceAll(".*\"text\":\"([^\"]*)\".*", "$1");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (var files = Files.list(from)) {
      for (var file : files.filter(Files::isRegularFile).toList())
        Files.copy(file, to.resolve(file.getFileName()));
    }
  }
}
