package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes that come back, and real copies of a data directory. */
class IdentityIT {
  @TempDir Path directory;
  private Cluster cluster;
  private NodeProcess first;
  private NodeProcess second;
  private NodeProcess third;

  private void startThree(String... properties) {
    cluster = new Cluster(directory, properties);
    first = cluster.start();
    second = cluster.start();
    third = cluster.start();
    cluster.awaitView(first, second, third);
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  @Test
  void a_copy_of_a_data_directory_that_is_started_beside_its_original_stops_the_earlier_life()
      throws IOException {
    startThree();
    var original = follower();
    original.kill();
    int copyPort = Cluster.freePort();
    copy(directory.resolve(Integer.toString(original.port())), copyPort);
    original = cluster.start(original.port());

    var copy = cluster.start(copyPort);

    assertThat(original.waitFor(10)).as("exit code").isEqualTo(1);
    original.awaitLine("parley: Another process with the identity of this node was started later");
    var leader = cluster.leader(copy);
    var other = leader == first ? second : first;
    if (other.port() == original.port()) other = third;
    cluster.awaitView(leader, other, copy);
  }

  private void copy(Path data, int port) throws IOException {
    var target = Files.createDirectory(directory.resolve(Integer.toString(port)));
    try (var files = Files.list(data)) {
      for (var file : files.toList()) Files.copy(file, target.resolve(file.getFileName()));
    }
  }

  @Test
  void a_node_that_restarts_at_once_replaces_its_earlier_life_in_one_view_twice_in_a_row() {
    // Neither closed links nor silence are to tell of the death before the new life does.
    startThree("-Dparley.bus.links=off", "-Dparley.group.suspect-after=20s");
    for (int round = 0; round < 2; round++) {
      var leader = cluster.leader(first);
      var node = follower();
      int before = views(leader).size();
      node.kill();
      replace(node, cluster.start(node.port()));
      cluster.awaitView(first, second, third);
      assertThat(views(leader)).as("one view more").hasSize(before + 1);
      assertThat(leader.hasLine("suspected")).isFalse();
    }
  }

  private void replace(NodeProcess old, NodeProcess again) {
    if (old == first) first = again;
    else if (old == second) second = again;
    else third = again;
  }

  private NodeProcess follower() {
    var leader = cluster.leader(first);
    for (var node : List.of(first, second)) if (node.port() != leader.port()) return node;
    throw new AssertionError("two leaders");
  }

  private static List<String> views(NodeProcess node) {
    Awaitility.await().until(() -> node.hasLine("view installed"));
    return node.output().stream().filter(line -> line.contains("view installed")).toList();
  }
}
