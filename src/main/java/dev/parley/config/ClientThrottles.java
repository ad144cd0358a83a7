package dev.parley.config;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * How much of a node one client address, and one account, may take. A number of 0 is no limit where
 * that says so.
 *
 * @param addressShare the fraction of what the others leave that one address may have
 * @param addressConnections connections of one address beyond loopback
 * @param connectionsBeforeLogin connections that have not logged in; 0: as many as fit a part of
 *     the heap
 * @param firstLineWithin from connecting to the first line
 * @param lineWithin between lines before login
 * @param addressRegistrations in ten minutes, from one address beyond loopback; 0: no limit
 * @param nodeRegistrations in ten minutes, from all addresses beyond loopback; 0: no limit
 * @param loginsPerMinute of one account from beyond loopback; 0: no limit
 * @param sendsPerSecond of one session from beyond loopback; 0: no limit
 * @param sendBurst this many are not slowed down
 */
public record ClientThrottles(
    double addressShare,
    int addressConnections,
    int connectionsBeforeLogin,
    Duration firstLineWithin,
    Duration lineWithin,
    int addressRegistrations,
    int nodeRegistrations,
    int loginsPerMinute,
    int sendsPerSecond,
    int sendBurst) {
  private static final Duration MIN = Duration.ofSeconds(1);

  public ClientThrottles {
    if (!(addressShare > 0 && addressShare <= 1)) {
      throw new ConfigProblem(
          "parley.client.address-share must be above 0 and at most 1, not " + addressShare + ".");
    }
    if (addressConnections < 1 || connectionsBeforeLogin < 0) {
      throw new ConfigProblem(
          "parley.client.address-connections (%d) must be at least 1, and parley.client.before-login.connections (%d) at least 0."
              .formatted(addressConnections, connectionsBeforeLogin));
    }
    if (addressRegistrations < 0 || nodeRegistrations < 0 || loginsPerMinute < 0) {
      throw new ConfigProblem(
          "parley.client.address-registrations (%d), node-registrations (%d) and logins-per-minute (%d) must be at least 0."
              .formatted(addressRegistrations, nodeRegistrations, loginsPerMinute));
    }
    if (sendsPerSecond < 0 || sendBurst < 1) {
      throw new ConfigProblem(
          "parley.client.sends-per-second (%d) must be at least 0, and send-burst (%d) at least 1."
              .formatted(sendsPerSecond, sendBurst));
    }
    if (firstLineWithin.compareTo(MIN) < 0 || lineWithin.compareTo(MIN) < 0) {
      throw new ConfigProblem(
          "parley.client.before-login.first-line-within (%d ms) and line-within (%d ms) must be at least %d ms."
              .formatted(firstLineWithin.toMillis(), lineWithin.toMillis(), MIN.toMillis()));
    }
  }

  static ClientThrottles read(Config config) {
    return new ClientThrottles(
        config.getDouble("client.address-share"),
        config.getInt("client.address-connections"),
        config.getInt("client.before-login.connections"),
        config.getDuration("client.before-login.first-line-within"),
        config.getDuration("client.before-login.line-within"),
        config.getInt("client.address-registrations"),
        config.getInt("client.node-registrations"),
        config.getInt("client.logins-per-minute"),
        config.getInt("client.sends-per-second"),
        config.getInt("client.send-burst"));
  }
}
