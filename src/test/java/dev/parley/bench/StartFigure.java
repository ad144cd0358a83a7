package dev.parley.bench;

import dev.parley.it.Cluster;
import dev.parley.it.NodeProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** From the start of the process to its line that it is ready; alone, and joining another. */
final class StartFigure {
  private static final int RUNS = 7;

  private StartFigure() {}

  static void run(Path directory) throws IOException {
    var alone = new Samples();
    var joining = new Samples();
    var memory = new Samples();
    for (int run = 0; run < RUNS; run++) {
      try (var cluster = new Cluster(directory.resolve("run" + run))) {
        alone.add(measure(cluster));
        joining.add(measure(cluster));
        memory.add(residentMiB(cluster.start()));
      }
    }
    Samples.print("start alone to ready", alone.fields("ms"));
    Samples.print("start to ready as a joiner", joining.fields("ms"));
    Samples.print("resident memory of an idle member of 3", memory.fields("MiB"));
  }

  private static double measure(Cluster cluster) {
    long before = System.nanoTime();
    cluster.start();
    return (System.nanoTime() - before) / 1e6;
  }

  private static double residentMiB(NodeProcess node) throws IOException {
    try {
      TimeUnit.SECONDS.sleep(2);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    for (var line : Files.readAllLines(Path.of("/proc/" + node.pid() + "/status"))) {
      if (!line.toLowerCase(Locale.ROOT).startsWith("vmrss:")) continue;
      return Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024.0;
    }
    throw new IOException("no VmRSS of " + node.pid());
  }
}
