package dev.parley;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.demo.Act;
import dev.parley.demo.Faults;
import dev.parley.demo.GuideServer;
import dev.parley.demo.GuideUser;
import dev.parley.demo.Stage;
import dev.parley.store.KeyStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Three nodes as processes of this one, which end with it and leave nothing, and a page on which
 * faults are made in them.
 */
final class Demo implements Stage {
  private static final int DONE = 0;
  private static final int FAILED = 1;

  /** Smaller than those of real nodes: three have room beside everything else. */
  private static final List<String> JVM =
      List.of("-Xmx192m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError");

  private static final List<Integer> PORTS = List.of(1111, 1212, 2222);

  /** Between the ports of clients, of members and of the page. */
  private static final int APART = 10_000;

  private static final int TRIES = 100;
  private static final long AGAIN_AFTER_MS = 500;
  private static final int READY_SECONDS = 120;
  private static final int STOP_SECONDS = 5;
  private static final int GUIDE_PORT = 3131;
  private static final int TOKEN_BYTES = 16;
  private static final int ANSWER_MS = 20_000;
  private static final String PASSWORD = "demo-password";
  private static final List<String> USERS = List.of("fang", "shao");

  private final Path directory;
  private final String cluster = "demo-" + ProcessHandle.current().pid();
  private final List<DemoProcess> nodes = new ArrayList<>();
  private final Map<String, GuideUser> users = new LinkedHashMap<>();
  private final AtomicInteger written = new AtomicInteger();

  private Demo(Path directory) {
    this.directory = directory;
  }

  static int run() {
    try {
      var demo = new Demo(Files.createTempDirectory("parley-demo"));
      Runtime.getRuntime().addShutdownHook(new Thread(demo::end, "end of the demo"));
      return demo.play();
    } catch (IOException e) {
      System.err.println("parley: The demo cannot start (" + e.getMessage() + ").");
      return FAILED;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return FAILED;
    }
  }

  private int play() throws IOException, InterruptedException {
    var key = directory.resolve("key");
    var random = new SecureRandom();
    KeyStore.at(key, cluster).make(random, () -> KeyCommands.draw(cluster, random));
    var ports = new ArrayList<Integer>();
    for (int wanted : PORTS) ports.add(free(wanted, ports));
    for (int port : ports) nodes.add(new DemoProcess(port, command(port, key)));
    for (var node : nodes) node.start();
    for (var node : nodes) {
      if (node.awaitReady(READY_SECONDS)) continue;
      System.err.println(
          "parley: The servers are not ready after two minutes: is the machine busy?");
      return FAILED;
    }
    // The first account makes the servers that are there voters.
    until(() -> members(ports.get(0)) == ports.size(), "the servers do not find each other");
    for (var user : USERS) until(() -> isRegistered(ports.get(0), user), "no account for " + user);
    users.put(USERS.get(0), user(0, 1));
    users.put(USERS.get(1), user(1, 2));
    var token = token(random);
    var guide = GuideServer.start(freeForGuide(), token, this, 2 * APART);
    System.out.println(next(ports, "http://127.0.0.1:" + guide.port() + "/learn#" + token));
    // Servers come and go at the page; this ends by Ctrl-C.
    new CountDownLatch(1).await();
    return DONE;
  }

  private static String token(SecureRandom random) {
    var bytes = new byte[TOKEN_BYTES];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private static int freeForGuide() throws IOException {
    for (int port = GUIDE_PORT; port < GUIDE_PORT + TRIES; port++) if (isFree(port)) return port;
    throw new IOException("no port is free from " + GUIDE_PORT + " on");
  }

  /** One of the two, who begins at the node with this number, and goes to others without it. */
  private GuideUser user(int which, int first) {
    var other = USERS.get(1 - which);
    return new GuideUser(USERS.get(which), other, PASSWORD, () -> running(first));
  }

  private OptionalInt running(int first) {
    return IntStream.range(0, nodes.size())
        .mapToObj(i -> nodes.get((first + i) % nodes.size()).server())
        .filter(server -> server.state() == State.RUNNING)
        .mapToInt(Server::port)
        .findFirst();
  }

  /** The wanted port, or the next one that is free with those that go with it. */
  private static int free(int wanted, List<Integer> taken) throws IOException {
    for (int port = wanted; port < wanted + TRIES; port++)
      if (!taken.contains(port) && isFree(port) && isFree(port + APART) && isFree(port + 2 * APART))
        return port;
    throw new IOException("no port is free from " + wanted + " on");
  }

  private static boolean isFree(int port) {
    try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  private List<String> command(int port, Path key) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JVM);
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.startsWith("-D") || option.startsWith("--"))
        .forEach(command::add);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(DemoNode.class.getName(), Integer.toString(port)));
    command.addAll(List.of("--cluster", cluster));
    command.addAll(List.of("--key", key.toString()));
    command.addAll(List.of("--data", directory.resolve(Integer.toString(port)).toString()));
    return command;
  }

  private interface Attempt {
    boolean succeeds() throws IOException;
  }

  private static void until(Attempt attempt, String problem)
      throws IOException, InterruptedException {
    for (int i = 0; i < TRIES; i++) {
      if (isSuccess(attempt)) return;
      Thread.sleep(AGAIN_AFTER_MS);
    }
    throw new IOException(problem);
  }

  /** A server that begins, or has much to do, does not answer yet. */
  private static boolean isSuccess(Attempt attempt) {
    try {
      return attempt.succeeds();
    } catch (IOException e) {
      return false;
    }
  }

  /** How many servers are in the view of the one with this port. */
  private static int members(int port) throws IOException {
    var page = URI.create("http://127.0.0.1:" + (port + 2 * APART) + "/api/overview");
    try (var report = page.toURL().openStream()) {
      return new ObjectMapper().readTree(report).path("members").size();
    }
  }

  private static boolean isRegistered(int port, String user) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(ANSWER_MS);
      var ask = "{\"op\":\"register\",\"id\":\"1\",\"name\":\"%s\",\"password\":\"%s\"}\n";
      socket.getOutputStream().write(ask.formatted(user, PASSWORD).getBytes(UTF_8));
      var answer = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
      var said = String.valueOf(answer.readLine());
      return said.contains("registered") || said.contains("NAME_TAKEN");
    }
  }

  // What the page asks for.

  @Override
  public List<Server> servers() {
    return nodes.stream().map(DemoProcess::server).toList();
  }

  @Override
  public Optional<String> act(Act act, int port) {
    var node = nodes.stream().filter(n -> n.port() == port).findAny().orElseThrow();
    return switch (act) {
      case STOP -> stop(node);
      case START -> start(node);
      case FREEZE -> node.freeze(true).or(() -> left(port));
      case RESUME -> node.freeze(false);
      case DROP -> drop(node);
      case CUT -> cut(node);
      case HEAL -> heal();
    };
  }

  private Optional<String> stop(DemoProcess node) {
    try {
      node.kill();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return left(node.port());
  }

  private Optional<String> left(int port) {
    users.values().forEach(user -> user.leave(port));
    return Optional.empty();
  }

  private static Optional<String> start(DemoProcess node) {
    try {
      return node.start() ? Optional.empty() : Optional.of("This server runs still.");
    } catch (IOException e) {
      return Optional.of("The server cannot be started: " + e.getMessage() + ".");
    }
  }

  private static Optional<String> drop(DemoProcess node) {
    node.become(new Faults(Act.LOSS_PERCENT, node.faults().cut()), node.server().isCut());
    return Optional.empty();
  }

  /** Between it and all others, in both directions. */
  private Optional<String> cut(DemoProcess node) {
    if (servers().stream().anyMatch(Server::isCut))
      return Optional.of("The network is cut already: heal it first.");
    var others = new TreeSet<String>();
    for (var other : nodes) {
      if (other == node) continue;
      others.add(other.server().node());
      other.become(new Faults(other.faults().lossPercent(), Set.of(node.server().node())), false);
    }
    node.become(new Faults(node.faults().lossPercent(), others), true);
    return Optional.empty();
  }

  private Optional<String> heal() {
    nodes.forEach(node -> node.become(Faults.NONE, false));
    return Optional.empty();
  }

  @Override
  public List<String> users() {
    return List.copyOf(users.keySet());
  }

  @Override
  public Optional<String> write(String user) {
    var writer = users.get(user);
    if (writer == null) return Optional.of("There is no user of this name here.");
    return writer.write("message " + written.incrementAndGet())
        ? Optional.empty()
        : Optional.of("Enough waits to be sent: let a server run, and wait a moment.");
  }

  private String next(List<Integer> ports, String guide) {
    return """

        Three servers run, with the users %s, whose password is %s.
          a guide:        %s
          a client:       telnet 127.0.0.1 %d
          in a browser:   http://127.0.0.1:%d/chat
          their state:    http://127.0.0.1:%d/
          or, with ours:  parley chat --name fang --server 127.0.0.1:%d
        Then kill one, and go on chatting: kill -9 %d
        Ctrl-C ends all of it.
        """
        .formatted(
            String.join(" and ", USERS),
            PASSWORD,
            guide,
            ports.get(1),
            ports.get(1) + 2 * APART,
            ports.get(0) + 2 * APART,
            ports.get(2),
            nodes.get(0).pid());
  }

  private void end() {
    users.values().forEach(GuideUser::close);
    nodes.forEach(DemoProcess::end);
    try {
      for (var node : nodes) node.awaitEnd(STOP_SECONDS);
      try (var files = Files.walk(directory)) {
        for (var file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
      }
    } catch (IOException e) {
      System.err.println("parley: " + directory + " is left: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
