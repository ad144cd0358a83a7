package dev.parley.netns;

import dev.parley.it.Cluster;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that are killed, each with a database of its own on a PostgreSQL server. */
class KillPostgres {
  @TempDir Path directory;

  @Test
  void nothing_accepted_is_lost_doubled_or_out_of_order_however_often_nodes_die() {
    try (var postgres = PostgresServer.start();
        var cluster =
            new Cluster(directory)
                .withEach(port -> "-Dparley.store=" + postgres.database("parley" + port))) {
      KillRun.play(directory, cluster);
    }
  }
}
