package dev.parley;

import dev.parley.config.NodeSettings;

/** Runs a node from its settings to its exit code. */
final class NodeProgram {
  private NodeProgram() {}

  static int run(NodeSettings settings) {
    return settings.cluster().length();
  }

  static int warmUp() {
    return 0;
  }
}
