package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real nodes whose accounts and mail are gone while the node's name is kept. */
class LostStoreIT {
  private static final int BAD_USAGE = 2;

  @TempDir Path directory;
  private Cluster cluster;

  @BeforeEach
  void begin() {
    cluster = new Cluster(directory);
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  @Test
  void two_of_three_that_lost_their_stores_do_not_start_and_begin_anew_as_new_members()
      throws IOException {
    var nodes = List.of(cluster.start(), cluster.start(), cluster.start());
    cluster.awaitView(nodes.toArray(NodeProcess[]::new));
    assertThat(JsonClient.register(nodes.get(0).port(), "fang").path("ev").asText())
        .isEqualTo("registered");
    nodes.forEach(NodeProcess::kill);

    for (var lost : nodes.subList(0, 2)) {
      loseStore(lost.port());
      var again = cluster.startAnyhow(lost.port());
      assertThat(again.waitFor(30)).as("exit code").isEqualTo(BAD_USAGE);
      assertThat(again.hasLine("is missing, and this node has had one")).isTrue();
      assertThat(again.hasLine("--as-new")).isTrue();
    }

    // Both begin anew, while the one that kept the accounts is away: they give away no name.
    var anew = cluster.startAnyhow(nodes.get(0).port(), "--as-new").awaitReady();
    var other = cluster.startAnyhow(nodes.get(1).port(), "--as-new").awaitReady();
    cluster.awaitView(anew, other);
    var refused = JsonClient.register(other.port(), "fang");
    assertThat(refused.path("code").asText()).isEqualTo("NO_QUORUM");
    assertThat(refused.path("text").asText()).contains("--as-new");
    var kept = cluster.start(nodes.get(2).port());
    cluster.awaitView(kept, anew, other);

    // It knows what the other has kept, and nobody takes the name.
    try (var fang = JsonClient.login(anew.port(), "fang", "c")) {
      assertThat(fang.send("fang", "still me", 1).path("ev").asText()).isEqualTo("accepted");
    }
    assertThat(JsonClient.register(anew.port(), "fang").path("ev").asText())
        .isNotEqualTo("registered");
    // One of three voters is left, and a new member has no vote.
    assertThat(JsonClient.register(anew.port(), "mei").path("code").asText())
        .isEqualTo("NO_QUORUM");
  }

  private void loseStore(int port) throws IOException {
    var data = directory.resolve(Integer.toString(port));
    try (var files = Files.newDirectoryStream(data, "chat.db*")) {
      for (var file : files) Files.delete(file);
    }
  }
}
