package dev.parley.config;

/**
 * The ports of a node: {@code bus} and {@code http} follow from {@code client} unless set; {@code
 * irc} is {@link #NONE} unless set.
 */
public record Ports(int client, int bus, int http, int irc) {
  /** The value for a port that does not exist. */
  public static final int NONE = 0;

  public static final int BUS_OFFSET = 10_000;
  public static final int HTTP_OFFSET = 20_000;
  public static final int MAX_PORT = 65_535;

  /** Zero stands for "not set" at {@code bus} and {@code http}. */
  public static Ports of(int client, int bus, int http) {
    if (client == 0) {
      throw new ConfigProblem(
          "PORT is missing: give the port for clients, for example ./run-node.sh 1111.");
    }
    if (client < 1 || client > MAX_PORT) {
      throw new ConfigProblem("The port must be 1 to " + MAX_PORT + ", not " + client + ".");
    }
    return new Ports(
        client,
        derived("bus", client, bus, BUS_OFFSET),
        derived("http", client, http, HTTP_OFFSET));
  }

  private static int derived(String what, int client, int given, int offset) {
    int port = given == 0 ? client + offset : given;
    if (port < 1 || port > MAX_PORT) {
      throw new ConfigProblem(
          "The port "
              + client
              + " leaves no "
              + what
              + " port ("
              + port
              + "): take a port up to "
              + (MAX_PORT - offset)
              + " or set parley."
              + what
              + ".port.");
    }
    return port;
  }

  /** Ports without IRC. */
  public Ports(int client, int bus, int http) {
    this(client, bus, http, NONE);
  }

  /** The same, and IRC clients at {@code port}, or {@link #NONE}. */
  public Ports withIrc(int port) {
    return new Ports(client, bus, http, port);
  }

  public Ports {
    if (irc != NONE && (irc < 1 || irc > MAX_PORT)) {
      throw new ConfigProblem("The port for IRC must be 1 to " + MAX_PORT + ", not " + irc + ".");
    }
    if (irc != NONE && (irc == client || irc == bus || irc == http)) {
      throw new ConfigProblem(
          "The port for IRC (%d) must differ from the client port (%d), the bus port (%d) and the http port (%d)."
              .formatted(irc, client, bus, http));
    }
    if (client == bus || client == http || bus == http) {
      throw new ConfigProblem(
          "The client port ("
              + client
              + "), the bus port ("
              + bus
              + ") and the http port ("
              + http
              + ") must differ.");
    }
  }
}
