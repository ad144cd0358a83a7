package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes that were founded apart, with the same names for other people, and then meet. */
class StrangersIT {
  @TempDir Path directory;
  private final AtomicBoolean meet = new AtomicBoolean();
  private int other;
  private @Nullable Cluster cluster;

  @AfterEach
  void stop() {
    if (cluster != null) cluster.close();
  }

  @Test
  void mail_of_and_for_whoever_loses_a_name_is_shown_to_nobody_and_its_senders_are_told() {
    var cluster =
        new Cluster(directory, "-Dparley.multicast.enabled=false")
            .withEach(
                port -> "-Dparley.seeds=" + (meet.get() ? "127.0.0.1:" + (other + 10_000) : ""));
    this.cluster = cluster;
    var first = cluster.start();
    var second = cluster.start();
    JsonClient.register(first.port(), "fang");
    JsonClient.register(first.port(), "mei");
    JsonClient.register(first.port(), "shao");
    send(first, "shao", "fang", "for the first fang");
    for (var name : List.of("lin", "kim", "fang", "mei")) JsonClient.register(second.port(), name);
    send(second, "kim", "fang", "for the second fang");
    send(second, "fang", "kim", "from the second fang");
    try (var lin = JsonClient.login(second.port(), "lin", "c");
        var mei = JsonClient.login(second.port(), "mei", "c")) {
      var msg = lin.send("fang", "for the second fang", 1).path("msg").asText();

      first.terminate();
      other = second.port();
      meet.set(true);
      first = cluster.start(first.port());
      cluster.awaitView(first, second);

      var returned = lin.awaitEvent("returned");
      assertThat(returned.path("msg").asText()).isEqualTo(msg);
      assertThat(returned.path("to").asText()).isEqualTo("fang");
      assertThat(returned.path("text").asText()).contains("belongs to another user");
      var closing = mei.awaitEvent("closing");
      assertThat(closing.path("text").asText()).contains("register another name");
    }
    second.awaitLine("both sides had registered fang, mei");
    try (var fang = JsonClient.login(second.port(), "fang", "c2");
        var kim = JsonClient.login(first.port(), "kim", "c")) {
      fang.awaitEvent("unread-end");
      kim.awaitEvent("returned");
      assertThat(fang.texts()).containsExactly("for the first fang");
      fang.send("kim", "from the first fang", 1);
      kim.awaitText("from the first fang");
      assertThat(kim.texts()).containsExactly("from the first fang");
      kim.send("fang", "for whoever it is now", 2);
      fang.awaitText("for whoever it is now");
    }
    try (var kim = JsonClient.login(second.port(), "kim", "c")) {
      kim.request("ping", ping -> {});
      assertThat(kim.events()).noneMatch(event -> event.path("ev").asText().equals("returned"));
    }
    assertThat(first.output()).noneMatch(line -> line.contains("second fang"));
    assertThat(second.output()).noneMatch(line -> line.contains("second fang"));
  }

  private static void send(NodeProcess node, String from, String to, String text) {
    try (var sender = JsonClient.login(node.port(), from, "c")) {
      assertThat(sender.send(to, text, 1).path("ev").asText()).isEqualTo("accepted");
    }
  }
}
