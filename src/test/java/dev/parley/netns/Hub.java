package dev.parley.netns;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** Where the clients are: connects to nodes from the namespace of the bridge. */
final class Hub implements Dialer, AutoCloseable {
  private static final long STATUS_PATIENCE_MS = 2_000;

  private final Process relay;
  private final Path socket;

  private Hub(Process relay, Path socket) {
    this.relay = relay;
    this.socket = socket;
  }

  static Hub start(Network network, Path directory) {
    return start(network.hub(), directory.resolve("relay"));
  }

  /** For clients on {@code host}. */
  static Hub start(Host host, Path directory) {
    return start(host.namespace(), directory.resolve("relay-" + host.number()));
  }

  private static Hub start(String namespace, Path socket) {
    var classes =
        Path.of(Relay.class.getProtectionDomain().getCodeSource().getLocation().getPath());
    var command = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-Xmx64m", "-XX:TieredStopAtLevel=1", "-cp"));
    command.addAll(List.of(classes.toString(), Relay.class.getName(), socket.toString()));
    try {
      var log = Path.of(socket + ".log").toFile();
      var process =
          new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log).start();
      Awaitility.await("the relay").atMost(20, TimeUnit.SECONDS).until(() -> Files.exists(socket));
      return new Hub(process, socket);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Lines connect(String server) {
    return new Lines(open(server));
  }

  /** The bytes of a connection. */
  SocketChannel open(String server) {
    try {
      var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
      channel.connect(UnixDomainSocketAddress.of(socket));
      int colon = server.lastIndexOf(':');
      var host = server.substring(0, colon).replace("[", "").replace("]", "");
      var target = host + " " + server.substring(colon + 1) + "\n";
      channel.write(ByteBuffer.wrap(target.getBytes(StandardCharsets.US_ASCII)));
      return channel;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Optional<JsonNode> status(String server) {
    return ask(server, "{\"op\":\"status\",\"id\":\"s\"}", STATUS_PATIENCE_MS);
  }

  @Override
  public void close() {
    relay.destroyForcibly();
  }
}
