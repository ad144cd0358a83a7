package dev.parley;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells systemd that the node is ready, where it has started it ({@code Type=notify}). */
final class Supervisor {
  private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);

  /** It only sends a datagram; a node does not wait for longer. */
  private static final long PATIENCE_SECONDS = 10;

  private Supervisor() {}

  /**
   * By a process, since Java 17 has no datagrams of Unix sockets. A failure is logged: systemd then
   * stops the node after a while, and the line says why.
   */
  static void ready() {
    if (System.getenv().getOrDefault("NOTIFY_SOCKET", "").isEmpty()) return;
    try {
      var told = new ProcessBuilder("systemd-notify", "--ready").inheritIO().start();
      if (told.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) && told.exitValue() == 0) return;
      LOG.warn("systemd was not told that the node is ready: systemd-notify failed");
    } catch (IOException e) {
      LOG.warn("systemd was not told that the node is ready: {}", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
