package dev.parley.replica;

import dev.parley.protocol.Endpoint;
import dev.parley.replica.ReplicaProtocol.Closing;
import java.util.List;
import java.util.Optional;

/**
 * How a server that stops, or is drained, redirects its clients: each is sent to one of the other
 * servers in turn, and at a time of its own, so that they do not all arrive at once.
 */
public record RedirectPlan(ClosingCode code, String text, List<Endpoint> servers) {
  /** The time between two clients that go to the same server. */
  public static final long PACE_MS = 5;

  /** The longest wait of any client, however many clients there are. */
  public static final long MAX_WAIT_MS = 5_000;

  public RedirectPlan {
    servers = List.copyOf(servers);
  }

  /** The plan of a server that stops; {@code servers} are the others. */
  public static RedirectPlan shutdown(List<Endpoint> servers) {
    return new RedirectPlan(
        ClosingCode.SHUTDOWN, "This server is stopping: connect to another one.", servers);
  }

  /** The plan of a server that is drained, and keeps running. */
  public static RedirectPlan draining(List<Endpoint> servers) {
    return new RedirectPlan(
        ClosingCode.DRAINING,
        "This server is being drained for maintenance: connect to another one.",
        servers);
  }

  /** The event for client {@code index}, counted from 0. */
  public Closing to(int index) {
    if (servers.isEmpty()) return new Closing(code, text, Optional.empty(), 0);
    var server = servers.get(index % servers.size());
    long waitMs = Math.min(MAX_WAIT_MS, index / servers.size() * PACE_MS);
    return new Closing(code, text, Optional.of(server), waitMs);
  }
}
