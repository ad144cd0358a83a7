package dev.parley.netns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.it.NodeProcess;
import dev.parley.netns.ClientEvent.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A cluster on a network of its own, its users, and what is done to them. */
final class Scene implements AutoCloseable {
  /** What two busy cores may take; the figures say what it took. */
  private static final long SETTLE_MS = 60_000;

  private static final long POLL_MS = 50;

  private final Path directory;
  private final Network network;
  private final Hub hub;
  private final List<Node> nodes;
  private final String cluster = "netns-" + ProcessHandle.current().pid();
  private final List<Host.Rule> rules = new ArrayList<>();
  private final Figures figures;
  private @Nullable Workload workload;

  private Scene(String name, Path directory, Network network, List<String> properties) {
    this.figures = new Figures(name);
    this.directory = directory;
    this.network = network;
    this.hub = Hub.start(network, directory);
    this.nodes =
        network.hosts().stream()
            .map(host -> new Node(host, directory, cluster, properties))
            .toList();
  }

  /** Hosts without nodes; the test is skipped where there can be none. */
  static Scene of(String name, int hosts, String... properties) {
    var obstacle = Network.obstacle();
    if (obstacle.isPresent())
      abort("SKIPPED: this machine allows no network namespaces: " + obstacle.get());
    var directory = directory(name);
    var network = Network.create(hosts);
    try {
      return new Scene(name, directory, network, List.of(properties));
    } catch (RuntimeException | Error e) {
      network.close();
      throw e;
    }
  }

  private static Path directory(String name) {
    try {
      var all = Files.createDirectories(Path.of("target", "netns"));
      return Files.createTempDirectory(all, name + "-").toAbsolutePath();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<Node> nodes() {
    return nodes;
  }

  Node node(int index) {
    return nodes.get(index);
  }

  // The cluster.

  /** Starts all at once and waits for one view. */
  void startAll() {
    nodes.forEach(Node::start);
    nodes.forEach(Node::awaitReady);
    settle("start");
  }

  /** Waits until all that run are one group; gives the milliseconds. */
  long settle(String what) {
    return settle(what, nodes.stream().filter(Node::isRunning).toList());
  }

  /** Waits until each of {@code part} is a member of one view of exactly these. */
  long settle(String what, Collection<Node> part) {
    long start = System.nanoTime();
    for (var obstacle = obstacle(part); obstacle.isPresent(); obstacle = obstacle(part)) {
      if (elapsedMs(start) > SETTLE_MS)
        throw new AssertionError(what + ": not after " + SETTLE_MS + " ms: " + obstacle.get());
      sleep(POLL_MS);
    }
    long took = elapsedMs(start);
    figure(what + "-ms", took);
    return took;
  }

  private static long elapsedMs(long startNs) {
    return (System.nanoTime() - startNs) / 1_000_000;
  }

  /** Waits until each of {@code these} has a line with {@code part}. */
  void awaitLogged(String part, Collection<Node> these) {
    long start = System.nanoTime();
    for (var node : these) {
      while (node.logged(part) == 0) {
        if (elapsedMs(start) > SETTLE_MS)
          throw new AssertionError("no '" + part + "' of " + node + "\n" + node.output());
        sleep(POLL_MS);
      }
    }
  }

  private Optional<String> obstacle(Collection<Node> part) {
    JsonNode first = null;
    for (var node : part) {
      var status = node.status(hub);
      if (status.isEmpty()) return Optional.of(node + " does not answer");
      var view = status.get().path("view");
      if (!status.get().path("state").asText().equals("member"))
        return Optional.of(node + " is " + status.get().path("state"));
      var servers = new ArrayList<String>();
      view.path("members").forEach(member -> servers.add(member.path("server").asText()));
      if (servers.size() != part.size()
          || !servers.containsAll(part.stream().map(Node::server).toList()))
        return Optional.of(node + " is in " + view);
      if (first == null) first = status.get();
      boolean isSame =
          first.path("leader").equals(status.get().path("leader"))
              && first.path("view").path("epoch").equals(view.path("epoch"));
      if (!isSame) return Optional.of(status.get() + " is not " + first);
    }
    return Optional.empty();
  }

  /** The leader of the group in which {@code witness} is. */
  Node leader(Node witness) {
    var status = witness.status(hub).orElseThrow(() -> new AssertionError(witness + " is mute"));
    return nodes.stream()
        .filter(node -> node.server().equals(status.path("leader").asText()))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no leader: " + status));
  }

  List<Node> others(Node... these) {
    var others = new ArrayList<>(nodes);
    others.removeAll(List.of(these));
    return others;
  }

  long epoch(Node node) {
    return node.status(hub).map(status -> status.path("view").path("epoch").asLong()).orElse(0L);
  }

  // The users.

  /** Users write until the scene ends or {@link #drain}. */
  Workload load(int users, long meanGapMs) {
    return begin(Workload.start(hub, servers(), users, meanGapMs, seed()));
  }

  /** The same, of whom all are in a room and write there as well. */
  Workload loadWithRoom(int users, long meanGapMs) {
    return begin(Workload.startWithRoom(hub, servers(), users, meanGapMs, seed()));
  }

  private long seed() {
    long seed = System.nanoTime();
    System.out.println(figures.scenario() + ": seed of the users " + seed);
    return seed;
  }

  private List<String> servers() {
    return nodes.stream().map(Node::server).toList();
  }

  private Workload begin(Workload started) {
    workload = started;
    sleep(1_000);
    return started;
  }

  // The network.

  Host.Rule fault(Host.Rule rule) {
    rules.add(rule);
    return rule;
  }

  /** No host hears multicast any more, and nobody is told. */
  void swallowMulticast() {
    nodes.forEach(node -> fault(node.host().hearsNoMulticast()));
  }

  /**
   * A client that knows no server finds one by multicast, from the bridge, and its user writes to
   * itself: gives the exit code.
   */
  int askAsClient() {
    var command = new ArrayList<>(List.of("ip", "netns", "exec", network.hub()));
    command.addAll(NodeProcess.program("dev.parley.client.ClientMain"));
    command.addAll(List.of("--name", "visitor", "--to", "visitor", "--cluster", cluster));
    command.addAll(List.of("--patience", "20", "--state", directory.resolve("client").toString()));
    // It looks for a server by itself, and nobody is there to answer for a key that it does not
    // know.
    command.add("--plain");
    try {
      var log = directory.resolve("client.log").toFile();
      var client =
          new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log).start();
      client.getOutputStream().write("hello\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
      client.getOutputStream().close();
      return client.waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Logs {@code user} in with their password: gives the code of the refusal, or nothing. */
  String logIn(String user, Node node) {
    var login = Lines.request("login").put("name", user);
    try (var lines = hub.connect(node.server())) {
      return lines.ask(login.put("password", ChatClient.password(user))).path("code").asText();
    }
  }

  void replaceInterface(Node node) {
    network.replaceInterface(node.host());
  }

  void loseDatagrams(double share) {
    nodes.forEach(node -> fault(node.host().losesDatagrams(share)));
  }

  /** {@code deaf} hears nothing of {@code mute}. */
  void cut(Node mute, Node deaf) {
    fault(deaf.host().isDeafTo(mute.host()));
  }

  void partition(Collection<Node> one, Collection<Node> other) {
    for (var a : one) {
      for (var b : other) {
        cut(a, b);
        cut(b, a);
      }
    }
  }

  /** Ends all faults of the network. Each must have had victims, or nothing was tested. */
  void heal() {
    long dropped = 0;
    for (var rule : rules) {
      long victims = rule.end();
      assertThat(victims).as("a fault without victims: " + rule).isPositive();
      dropped += victims;
    }
    rules.clear();
    figures.count("dropped", dropped);
  }

  /** As {@link #heal}, for faults that may have met nobody: the other end may be dead, too. */
  void healAny() {
    figures.count("dropped", rules.stream().mapToLong(Host.Rule::end).sum());
    rules.clear();
  }

  static void sleep(long ms) {
    try {
      Thread.sleep(ms);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  // The end.

  void figure(String what, long value) {
    figures.add(what, value);
  }

  /** What is under way arrives; all nodes leave; the histories are judged. */
  void judge() {
    judge(nodes);
  }

  /** The same, where only {@code group} is one. */
  void judge(Collection<Node> group) {
    var users = workload;
    if (users != null) finish(users);
    nodes.stream().filter(Node::isRunning).forEach(Node::leave);
    var histories = group.stream().map(Node::history).filter(Files::exists).toList();
    long observations = Replay.check(RecordedRun.read(histories));
    assertThat(observations).as("something was recorded").isGreaterThan(2L * histories.size());
    figure("observations", observations);
    for (var node : nodes) {
      assertThat(node.logged("Exception"))
          .as("exceptions of " + node + "\n" + node.output())
          .isZero();
    }
    figures.report();
  }

  /** All servers have each conversation as a whole, and one order of what was said in the room. */
  void checkKept() {
    var users = workload;
    if (users == null) throw new IllegalStateException("nobody has written");
    users.close();
    figure("differing", KeptConversations.check(hub, servers(), users.names(), users.events()));
  }

  /** The users fall silent, and all that they wrote arrives. */
  void drain(String what) {
    var users = workload;
    if (users == null) return;
    users.fallSilent();
    long start = System.nanoTime();
    for (var missing = users.outstanding(); missing.isPresent(); missing = users.outstanding()) {
      if (elapsedMs(start) > SETTLE_MS) break;
      sleep(POLL_MS);
    }
    figure(what + "-ms", elapsedMs(start));
  }

  private void finish(Workload users) {
    drain("drain");
    // What should not come any more would come now.
    sleep(1_000);
    var missing = users.outstanding();
    users.close();
    users.writeTo(directory);
    figure("accepted", users.count(Kind.ACCEPTED));
    figure("displayed", users.count(Kind.DISPLAYED));
    figure("sessions", users.count(Kind.CONNECTED));
    assertThat(users.count(Kind.DISPLAYED)).as("messages displayed").isPositive();
    assertThat(ClientCheck.violations(users.events())).as("what the users saw").isEmpty();
    assertThat(missing).as("what is still under way").isEmpty();
  }

  @Override
  public void close() {
    try {
      for (var node : nodes)
        Files.writeString(
            directory.resolve("node-" + node.host().number() + ".log"), node.output());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      if (workload != null) workload.close();
      nodes.forEach(Node::close);
      hub.close();
      network.close();
    }
  }
}
