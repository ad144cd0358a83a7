package dev.parley.netns;

import dev.parley.it.Cluster;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that are killed, with their stores in their data directories. */
class KillIT {
  @TempDir Path directory;

  @Test
  void nothing_accepted_is_lost_doubled_or_out_of_order_however_often_nodes_die() {
    try (var cluster = new Cluster(directory)) {
      KillRun.play(directory, cluster);
    }
  }
}
