package dev.parley.netns;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.Optional;

/** How clients reach servers. */
interface Dialer {
  /** Over loopback, without a network of the test's own. */
  Dialer LOOPBACK = Dialer::overLoopback;

  /** A connection to {@code server}, "host:port"; it ends at once if that cannot be reached. */
  Lines connect(String server);

  /** One request on a connection of its own; nothing if it is not answered in time. */
  default Optional<JsonNode> ask(String server, String request, long patienceMs) {
    try (var lines = connect(server)) {
      lines.write(request);
      long endNs = System.nanoTime() + patienceMs * 1_000_000;
      for (var line = lines.poll(patienceMs); !lines.isOver(line); line = lines.poll(left(endNs))) {
        if (line.isPresent() && line.get().has("re")) return line;
        if (left(endNs) == 0) return Optional.empty();
      }
      return Optional.empty();
    }
  }

  private static long left(long endNs) {
    return Math.max(0, (endNs - System.nanoTime()) / 1_000_000);
  }

  private static Lines overLoopback(String server) {
    int colon = server.lastIndexOf(':');
    var address =
        new InetSocketAddress(
            server.substring(0, colon), Integer.parseInt(server.substring(colon + 1)));
    try {
      var channel = SocketChannel.open();
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      try {
        channel.connect(address);
      } catch (IOException e) {
        // Nobody listens: as good as a connection that ends.
        channel.close();
      }
      return new Lines(channel);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
