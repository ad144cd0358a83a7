package dev.parley.transport.clients;

import java.net.InetSocketAddress;

/** Explains in a sentence why a server could not listen, and what to change. */
final class BindFailures {
  private BindFailures() {}

  /** {@code cause} is the system's own text. */
  static String sentence(InetSocketAddress address, String cause) {
    int port = address.getPort();
    if (address.isUnresolved()) {
      return "The address "
          + address.getHostString()
          + " is not known: bind to an address of this machine, such as 127.0.0.1.";
    }
    if (cause.contains("Address already in use")) {
      return "Port "
          + port
          + " is in use: stop the program that listens there, or choose another port.";
    }
    if (cause.contains("Permission denied")) {
      return "Port " + port + " is reserved for the administrator: choose one above 1023.";
    }
    if (cause.contains("Cannot assign requested address")) {
      return "The address "
          + address.getHostString()
          + " is not one of this machine's: bind to one that is, such as 127.0.0.1.";
    }
    return "Cannot listen on " + address.getHostString() + ":" + port + ": " + cause.strip();
  }
}
