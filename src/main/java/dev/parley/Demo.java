package dev.parley;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.parley.store.KeyStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Three nodes as processes of this one, which end with it and leave nothing. */
final class Demo {
  private static final int DONE = 0;
  private static final int FAILED = 1;

  /** Smaller than those of real nodes: three have room beside everything else. */
  private static final List<String> JVM =
      List.of("-Xmx192m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError");

  private static final List<Integer> PORTS = List.of(1111, 1212, 2222);

  /** Between the ports of clients, of members and of the page. */
  private static final int APART = 10_000;

  private static final int TRIES = 100;
  private static final int READY_SECONDS = 60;
  private static final int ANSWER_MS = 20_000;
  private static final String PASSWORD = "demo-password";
  private static final List<String> USERS = List.of("fang", "shao");

  private final Path directory;
  private final String cluster = "demo-" + ProcessHandle.current().pid();
  private final List<Process> nodes = new ArrayList<>();

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
    var ready = new CountDownLatch(ports.size());
    for (int port : ports) nodes.add(start(port, key, ready));
    if (!ready.await(READY_SECONDS, TimeUnit.SECONDS)) return FAILED;
    for (var user : USERS) register(ports.get(0), user);
    System.out.println(next(ports));
    for (var node : nodes) node.waitFor();
    return DONE;
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

  private Process start(int port, Path key, CountDownLatch ready) throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JVM);
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.startsWith("-D") || option.startsWith("--"))
        .forEach(command::add);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of(Integer.toString(port), "--cluster", cluster));
    command.addAll(List.of("--key", key.toString()));
    command.addAll(List.of("--data", directory.resolve(Integer.toString(port)).toString()));
    var node = new ProcessBuilder(command).redirectErrorStream(true).start();
    var lines = new BufferedReader(new InputStreamReader(node.getInputStream(), UTF_8));
    var reader = new Thread(() -> show(port, lines, ready), "output of " + port);
    reader.setDaemon(true);
    reader.start();
    return node;
  }

  private static void show(int port, BufferedReader lines, CountDownLatch ready) {
    try {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        System.out.println(port + " | " + line);
        if (line.contains("is ready: telnet")) ready.countDown();
      }
    } catch (IOException e) {
      // It ended.
    }
  }

  private static void register(int port, String user) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(ANSWER_MS);
      var ask = "{\"op\":\"register\",\"id\":\"1\",\"name\":\"%s\",\"password\":\"%s\"}\n";
      socket.getOutputStream().write(ask.formatted(user, PASSWORD).getBytes(UTF_8));
      var answer = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
      if (!String.valueOf(answer.readLine()).contains("registered"))
        throw new IOException("no account for " + user);
    }
  }

  private String next(List<Integer> ports) {
    return """

        Three servers run, with the users %s, whose password is %s.
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
            ports.get(1),
            ports.get(1) + 2 * APART,
            ports.get(0) + 2 * APART,
            ports.get(2),
            nodes.get(0).pid());
  }

  private void end() {
    nodes.forEach(Process::destroy);
    try {
      for (var node : nodes) {
        if (!node.waitFor(5, TimeUnit.SECONDS)) node.destroyForcibly();
      }
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
