package dev.parley;

import dev.parley.config.ConfigProblem;
import dev.parley.transport.clients.Descriptors;
import java.util.Optional;

/**
 * Shares the descriptors that the system grants among clients and HTTP, so that neither takes those
 * that a node needs for its disk and for the other members.
 *
 * @param clients connections at a time, those of browsers included
 * @param http connections at a time
 * @param warning what the operator should know, if it is less than the settings ask for
 */
record DescriptorBudget(int clients, int http, Optional<String> warning) {
  /** For the store, the members' links, 32 transfers of state, and clients that are turned away. */
  static final int RESERVE = 96;

  /** With room for fewer, a node serves no clients. */
  static final int FEWEST_CLIENTS = 16;

  private static final String ADVICE =
      "raise the limit (ulimit -n; LimitNOFILE= of a systemd unit; --ulimit nofile= of a container)";

  /** {@code clients} and {@code http} are the numbers in the settings. */
  static DescriptorBudget of(Descriptors now, int clients, int http) {
    long free = now.limit() - now.open() - RESERVE;
    if (free >= (long) clients + http) return new DescriptorBudget(clients, http, Optional.empty());
    long forHttp = Math.min(http, free / 4);
    long forClients = Math.min(clients, free - forHttp);
    if (forClients < FEWEST_CLIENTS) {
      throw new ConfigProblem(
          "The system allows this process %d open files, which is too few for a node: %s to 1024 or more."
              .formatted(now.limit(), ADVICE));
    }
    return new DescriptorBudget(
        (int) forClients, (int) forHttp, warning(now, forClients, clients, forHttp));
  }

  private static Optional<String> warning(
      Descriptors now, long forClients, int clients, long forHttp) {
    if (forClients == clients) return Optional.empty();
    return Optional.of(
        "the system allows this process %d open files: at most %d clients (parley.client.max-connections is %d) and %d HTTP connections are served; to serve more, %s"
            .formatted(now.limit(), forClients, clients, forHttp, ADVICE));
  }
}
