package dev.parley.bench;

import java.io.IOException;

/** Work of the measuring process, which ends with the connections that it needs. */
final class BenchThread {
  /** Some work on a connection. */
  interface Work {
    void run() throws IOException;
  }

  private BenchThread() {}

  static void start(Work work) {
    var thread = new Thread(() -> untilClosed(work), "bench");
    thread.setDaemon(true);
    thread.start();
  }

  private static void untilClosed(Work work) {
    try {
      work.run();
    } catch (IOException e) {
      // The measurement is over.
    }
  }
}
