package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.chat.accounts.ScramClient;
import dev.parley.security.KeyFileName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.awaitility.Awaitility;

/** Real nodes on loopback, in a cluster and on a multicast port of their own. */
public final class Cluster implements AutoCloseable {
  /**
   * Chat ports, 10,000 up the bus, 10,000 up the pages, then the multicast: none meets another, and
   * all lie below what the kernel gives to outgoing connections, which come and go meanwhile.
   */
  private static final int CHAT_PORTS = 2_000;

  /** A property of nodes whose clients are ours, which prove no password of fewer iterations. */
  public static final String FOR_OUR_CLIENTS =
      "-Dparley.passwords.iterations=" + ScramClient.MIN_ITERATIONS;

  private static final int MULTICAST_PORTS = 30_000;
  private static final int COMMAND_SECONDS = 30;

  private final Path directory;
  private final String name;
  private final int multicastPort;
  private final List<String> properties;
  private final Map<Integer, NodeProcess> nodes = new LinkedHashMap<>();
  private IntFunction<List<String>> each = port -> List.of();

  public Cluster(Path directory, String... properties) {
    this.directory = directory;
    this.multicastPort = MULTICAST_PORTS + ThreadLocalRandom.current().nextInt(2_000);
    this.name = "it-" + multicastPort;
    this.properties = new ArrayList<>();
    this.properties.add("-Dparley.multicast.port=" + multicastPort);
    // The fewest: the tests' own clients send passwords, and want them checked fast.
    this.properties.add("-Dparley.passwords.iterations=4096");
    this.properties.add("-Dlogback.configurationFile=" + Path.of("conf", "logback.xml"));
    // The last word on a property counts.
    this.properties.addAll(Arrays.asList(properties));
  }

  /** Nodes that start from now on have a property of their own, by their ports. */
  public Cluster withEach(IntFunction<String> property) {
    each = port -> List.of(property.apply(port));
    return this;
  }

  public String name() {
    return name;
  }

  /** Where its nodes and clients look for each other. */
  String multicast() {
    return "239.255.77.1:" + multicastPort;
  }

  /** The file that its first node makes, as they all run on one machine. */
  Path key() {
    return NodeProcess.CONFIG_HOME.resolve("parley").resolve(KeyFileName.of(name));
  }

  /**
   * Takes the next step of replacing a key of the file, as an operator does; the nodes follow by
   * themselves. Returns the sentence that they are told.
   */
  public String rotateKey(String... which) {
    var arguments = new ArrayList<>(List.of("--rotate-key", key().toString()));
    arguments.addAll(Arrays.asList(which));
    var command = NodeProcess.start(1, directory, List.of(), arguments.toArray(String[]::new));
    assertThat(command.waitFor(COMMAND_SECONDS)).as(command.output().toString()).isZero();
    return command.output().get(0);
  }

  /** A port whose bus and page ports are free too. */
  public static int freePort() {
    for (int attempt = 0; attempt < 100; attempt++) {
      int port = CHAT_PORTS + ThreadLocalRandom.current().nextInt(8_000);
      if (isFree(port) && isFree(port + 10_000) && isFree(port + 20_000)) return port;
    }
    throw new IllegalStateException("no free ports");
  }

  private static boolean isFree(int port) {
    try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  /** Starts a node on a free port and waits until it is ready. */
  public NodeProcess start() {
    return start(freePort());
  }

  public NodeProcess start(int port) {
    return startAnyhow(port).awaitReady();
  }

  /** Starts a node of another version, whose class path this is. */
  NodeProcess startFormer(String classpath, int port) {
    var data = directory.resolve(Integer.toString(port));
    var node = NodeProcess.startFormer(classpath, port, data, properties, "--cluster", name);
    nodes.put(port, node);
    return node.awaitReady();
  }

  /** Starts a node without waiting for it: it may refuse. */
  NodeProcess startAnyhow(int port, String... arguments) {
    var all = new ArrayList<>(properties);
    all.addAll(each.apply(port));
    var more = new ArrayList<>(List.of("--cluster", name));
    more.addAll(Arrays.asList(arguments));
    var data = directory.resolve(Integer.toString(port));
    var node = NodeProcess.start(port, data, all, more.toArray(String[]::new));
    nodes.put(port, node);
    return node;
  }

  /** Waits until every one of {@code members} says that the view has exactly these members. */
  public void awaitView(NodeProcess... members) {
    awaitView(20, members);
  }

  /** As above, for at most so many seconds each. */
  public void awaitView(int seconds, NodeProcess... members) {
    for (var member : members) {
      Awaitility.await("a view of " + members.length + " at " + member.port())
          .pollInterval(20, TimeUnit.MILLISECONDS)
          .atMost(seconds, TimeUnit.SECONDS)
          .ignoreExceptionsInstanceOf(UncheckedIOException.class)
          .until(() -> hasView(member, members));
    }
  }

  private static boolean hasView(NodeProcess node, NodeProcess... members) {
    var view = status(node).path("view").path("members");
    var servers = new ArrayList<String>();
    view.forEach(member -> servers.add(member.path("server").asText()));
    var wanted = Arrays.stream(members).map(member -> "127.0.0.1:" + member.port()).toList();
    return servers.size() == wanted.size() && servers.containsAll(wanted);
  }

  public static JsonNode status(NodeProcess node) {
    try (var client = JsonClient.connect(node.port())) {
      return client.request("status", request -> {});
    }
  }

  /** The node that {@code witness} believes to lead. */
  public NodeProcess leader(NodeProcess witness) {
    var status = status(witness);
    var leader = status.path("leader").asText();
    for (var node : nodes.values()) {
      if (leader.equals("127.0.0.1:" + node.port())) return node;
    }
    throw new AssertionError("no leader among " + nodes.keySet() + " in " + status);
  }

  @Override
  public void close() {
    nodes.values().forEach(NodeProcess::close);
  }

  /** What every node said, for the text of a failure. */
  public String outputs() {
    var text = new StringBuilder();
    nodes.forEach(
        (port, node) ->
            text.append("--- ").append(port).append('\n').append(String.join("\n", node.output())));
    return text.toString();
  }
}
