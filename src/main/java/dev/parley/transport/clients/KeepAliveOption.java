package dev.parley.transport.clients;

import akka.io.Inet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.util.Map;
import jdk.net.ExtendedSocketOptions;

/**
 * TCP keep-alive for a client's socket: a socket whose client's machine vanished while nothing was
 * under way to it is closed by the system after {@link #IDLE_SECONDS} and {@link #PROBES} probes,
 * 50 s in all, where the system has options for these times; otherwise after its own two hours.
 * While data is under way the system retransmits it instead, for a quarter of an hour, and Java has
 * no option for that.
 */
public final class KeepAliveOption implements Inet.SocketOption {
  static final int IDLE_SECONDS = 20;
  static final int INTERVAL_SECONDS = 10;
  static final int PROBES = 3;

  private static final Map<SocketOption<Integer>, Integer> TIMES =
      Map.of(
          ExtendedSocketOptions.TCP_KEEPIDLE, IDLE_SECONDS,
          ExtendedSocketOptions.TCP_KEEPINTERVAL, INTERVAL_SECONDS,
          ExtendedSocketOptions.TCP_KEEPCOUNT, PROBES);

  @Override
  public void afterConnect(Socket socket) {
    try {
      socket.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
      for (var time : TIMES.entrySet()) {
        if (socket.supportedOptions().contains(time.getKey()))
          socket.setOption(time.getKey(), time.getValue());
      }
    } catch (SocketException closed) {
      // The client has closed the socket already: the reader of the socket learns that.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
