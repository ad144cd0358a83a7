package dev.parley.replica;

import dev.parley.replica.ReplicaProtocol.Closing;
import java.util.List;
import java.util.Optional;

/**
 * What a server that stops, or is emptied, tells its clients: each is sent to one of the other
 * servers in turn, and at a time of its own, so that they do not all come at once.
 */
public record RedirectPlan(ClosingCode code, String text, List<String> servers) {
  /** Between two clients that go to the same server. */
  public static final long PACE_MS = 5;

  /** Nobody is asked to wait longer, however many there are. */
  public static final long MAX_WAIT_MS = 5_000;

  public RedirectPlan {
    servers = List.copyOf(servers);
  }

  /** Of a server that stops; {@code servers} are the others. */
  public static RedirectPlan shutdown(List<String> servers) {
    return new RedirectPlan(
        ClosingCode.SHUTDOWN, "This server is stopping: connect to another one.", servers);
  }

  /** Of a server that is emptied, and goes on. */
  public static RedirectPlan draining(List<String> servers) {
    return new RedirectPlan(
        ClosingCode.DRAINING,
        "This server is being drained for maintenance: connect to another one.",
        servers);
  }

  /** The words for client {@code index}, from 0. */
  public Closing to(int index) {
    if (servers.isEmpty()) return new Closing(code, text, Optional.empty(), 0);
    var server = servers.get(index % servers.size());
    long waitMs = Math.min(MAX_WAIT_MS, index / servers.size() * PACE_MS);
    return new Closing(code, text, Optional.of(server), waitMs);
  }
}
