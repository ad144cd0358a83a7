package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes that come back, and real copies of a data directory. */
class IdentityIT {
  @TempDir Path directory;
  private final List<Cluster> clusters = new ArrayList<>();
  private final List<NodeProcess> nodes = new ArrayList<>();

  private Cluster startThree(String... properties) {
    var cluster = new Cluster(directory, properties);
    clusters.add(cluster);
    for (int i = 0; i < 3; i++) nodes.add(cluster.start());
    cluster.awaitView(nodes.toArray(NodeProcess[]::new));
    return cluster;
  }

  @AfterEach
  void stop() {
    clusters.forEach(Cluster::close);
  }

  @Test
  void a_copy_of_a_data_directory_that_is_started_beside_its_original_stops_the_earlier_life()
      throws IOException {
    var cluster = startThree();
    var original = follower(cluster);
    original.kill();
    int copyPort = Cluster.freePort();
    copy(directory.resolve(Integer.toString(original.port())), copyPort);
    var again = cluster.start(original.port());

    var copy = cluster.start(copyPort);

    assertThat(again.waitFor(10)).as("exit code").isEqualTo(1);
    again.awaitLine("parley: Another process with the identity of this node was started later");
    nodes.removeIf(node -> node.port() == original.port());
    nodes.add(copy);
    cluster.awaitView(nodes.toArray(NodeProcess[]::new));
    // The copy was made with the rights of a careless hand.
    copy.awaitLine("rights narrowed: others could use");
    assertThat(original.hasLine("rights")).isFalse();
    assertThat(usableByOthers()).isEmpty();
  }

  /** Of the data directories and what is directly in them: another user comes no further. */
  private List<Path> usableByOthers() throws IOException {
    var owners = PosixFilePermissions.fromString("rwx------");
    var wide = new ArrayList<Path>();
    try (var paths = Files.walk(directory, 2)) {
      for (var path : paths.skip(1).toList())
        if (!owners.containsAll(Files.getPosixFilePermissions(path))) wide.add(path);
    }
    return wide;
  }

  private void copy(Path data, int port) throws IOException {
    var target = Files.createDirectory(directory.resolve(Integer.toString(port)));
    try (var files = Files.list(data)) {
      for (var file : files.toList()) Files.copy(file, target.resolve(file.getFileName()));
    }
  }

  @Test
  void a_node_that_restarts_at_once_replaces_its_earlier_life_before_silence_does_twice_in_a_row() {
    // Neither closed links nor silence are to tell of the death before the new life does.
    var cluster = startThree("-Dparley.bus.links=off", "-Dparley.group.suspect-after=20s");
    for (int round = 0; round < 2; round++) {
      var leader = cluster.leader(nodes.get(0));
      var node = follower(cluster);
      int before = views(leader).size();
      node.kill();
      nodes.remove(node);
      nodes.add(cluster.start(node.port()));
      cluster.awaitView(nodes.toArray(NodeProcess[]::new));
      // One view has both, unless the machine needs longer than REBIRTH_PATIENCE_MS to start a
      // node.
      assertThat(views(leader).size() - before).as("views more").isBetween(1, 2);
      assertThat(leader.hasLine("suspected")).isFalse();
    }
  }

  private NodeProcess follower(Cluster cluster) {
    var leader = cluster.leader(nodes.get(0));
    return nodes.stream().filter(node -> node.port() != leader.port()).findFirst().orElseThrow();
  }

  private static List<String> views(NodeProcess node) {
    Awaitility.await().until(() -> node.hasLine("view installed"));
    return node.output().stream().filter(line -> line.contains("view installed")).toList();
  }
}
