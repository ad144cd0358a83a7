package dev.parley.it;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A cluster of two nodes, and a place for the state of its clients. */
final class TwoNodes implements AutoCloseable {
  final NodeProcess first;
  final NodeProcess second;
  private final Path directory;
  private final Cluster cluster;

  TwoNodes(Path directory) {
    this.directory = directory;
    cluster = new Cluster(directory, Cluster.FOR_OUR_CLIENTS);
    first = cluster.start();
    second = cluster.start();
    cluster.awaitView(first, second);
  }

  Cluster cluster() {
    return cluster;
  }

  NodeProcess other(NodeProcess node) {
    return node == first ? second : first;
  }

  /** The command of a terminal client that finds these nodes. */
  List<String> client(String... arguments) {
    var all =
        new ArrayList<>(List.of("--cluster", cluster.name(), "--multicast", cluster.multicast()));
    all.addAll(List.of(arguments));
    return new ArrayList<>(
        List.of(Terminal.client(directory.resolve("state"), all.toArray(String[]::new))));
  }

  @Override
  public void close() {
    cluster.close();
  }
}
