package dev.parley.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** A port of loopback for a server that a test starts, or for nobody. */
public final class FreePort {
  private FreePort() {}

  /** One at which nobody listens now; the system gives it to nobody else for a while. */
  public static int ofTcp() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
