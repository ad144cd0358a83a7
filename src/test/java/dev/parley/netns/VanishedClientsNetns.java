package dev.parley.netns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.it.Programs;
import dev.parley.it.Terminal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Clients whose machine is gone from one moment to the next: no packet comes or goes any more. */
class VanishedClientsNetns {
  private static final int IRC_PORT = 6_667;

  /** As the settings have it, with what this machine may take. */
  private static final long GONE_MS = 60_000;

  private static final long POLL_MS = 250;

  @Test
  void are_offline_within_a_minute_and_miss_nothing() throws IOException {
    Programs.assume("tmux", "inetutils-telnet", "irssi");
    var obstacle = Network.obstacle();
    if (obstacle.isPresent())
      abort("SKIPPED: this machine allows no network namespaces: " + obstacle.get());
    var all = Files.createDirectories(Path.of("target", "netns"));
    var directory = Files.createTempDirectory(all, "vanished-").toAbsolutePath();
    try (var network = Network.create(2);
        var hub = Hub.start(network, directory);
        var laptop = Hub.start(network.hosts().get(1), directory)) {
      var properties = List.of("-Dparley.irc.port=" + IRC_PORT);
      var node = new Node(network.hosts().get(0), directory, "vanished", properties);
      try {
        // Its page is asked without encryption, as its clients speak.
        node.insecure();
        node.start();
        node.awaitReady();
        new Run(node, network.hosts().get(1), hub, laptop, directory).play();
      } finally {
        node.close();
      }
    }
  }

  private record Run(Node node, Host host, Hub hub, Hub laptop, Path directory) {
    /** Those that can be asked. */
    private static final List<String> USERS = List.of("telnet", "irssi", "program", "browser");

    void play() throws IOException {
      for (var user : USERS) register(user);
      for (var user : List.of("quiet", "shao")) register(user);
      vanishQuietly();
      var prefix = host.prefix().toArray(String[]::new);
      var address = node.host().address();
      try (var telnet = Terminal.run(with(prefix, "inetutils-telnet", address, "1111"));
          var irssi = Terminal.run(with(prefix, "irssi", "--home=" + directory.resolve("irssi")));
          var program = laptop.connect(node.server());
          var browser = laptop.open(address + ":21111");
          var shao = hub.connect(node.server())) {
        telnet.await("Please type your user name:").type("telnet");
        telnet.await("Please type your password:").type(password("telnet"));
        irssi.await("[(status)]");
        irssi.type(
            "/network add -nick irssi -sasl_mechanism PLAIN -sasl_username irssi -sasl_password \"%s\" parley"
                .formatted(password("irssi")));
        irssi.type("/server add -notls -network parley " + address + " " + IRC_PORT);
        irssi.type("/connect parley").await("Welcome to Parley, irssi");
        program.write(login("program", true));
        browser.write(bytes(UPGRADE));
        // What comes before the server has agreed is not for the WebSocket.
        assertThat(browser.read(ByteBuffer.allocate(4_096))).isPositive();
        browser.write(textFrame(login("browser", true)));
        shao.write(login("shao", true));
        Awaitility.await("all to be online")
            .atMost(20, TimeUnit.SECONDS)
            .untilAsserted(() -> assertThat(online()).containsAll(USERS));
        vanish(shao);
      }
      for (var user : USERS) assertThat(unread(user)).as(user).contains("where are you?");
      assertThat(unread("telnet")).doesNotContain("are you there?");
      assertThat(unread("irssi")).doesNotContain("are you there?");
    }

    /** A program that can be asked nothing and is sent nothing: the system's probes find it out. */
    private void vanishQuietly() {
      try (var quiet = laptop.connect(node.server())) {
        quiet.write(login("quiet", false));
        Awaitility.await("quiet to be online")
            .atMost(20, TimeUnit.SECONDS)
            .until(() -> online().contains("quiet"));
        var rules = List.of(node.host().isDeafTo(host), host.isDeafTo(node.host()));
        var gone = goneAfter(List.of("quiet"), () -> {});
        assertThat(gone.values()).hasSize(1).allMatch(ms -> ms < GONE_MS);
        rules.forEach(Host.Rule::end);
      }
    }

    /** After how many milliseconds each of these was offline, if it was in time. */
    private TreeMap<String, Long> goneAfter(List<String> users, Runnable meanwhile) {
      long startNs = System.nanoTime();
      var gone = new TreeMap<String, Long>();
      while (gone.size() < users.size() && ms(startNs) < 2 * GONE_MS) {
        meanwhile.run();
        var online = online();
        for (var user : users) if (!online.contains(user)) gone.putIfAbsent(user, ms(startNs));
        Scene.sleep(POLL_MS);
      }
      System.out.println("vanished clients: offline after, in ms: " + gone);
      return gone;
    }

    private void vanish(Lines shao) {
      for (var user : List.of("telnet", "irssi")) shao.write(send(user, "are you there?"));
      var delivered = new TreeSet<String>();
      Awaitility.await("the answers of those that are there")
          .atMost(20, TimeUnit.SECONDS)
          .until(() -> hear(shao, delivered).containsAll(List.of("telnet", "irssi")));
      delivered.clear();
      node.host().isDeafTo(host);
      host.isDeafTo(node.host());
      for (var user : USERS) shao.write(send(user, "where are you?"));
      var gone = goneAfter(USERS, () -> hear(shao, delivered));
      assertThat(gone.keySet()).containsExactlyInAnyOrderElementsOf(USERS);
      assertThat(gone.values()).allMatch(ms -> ms < GONE_MS);
      assertThat(delivered).as("told to be delivered").isEmpty();
    }

    /** Notes to whom messages are said to be delivered, and answers pings. */
    private static Set<String> hear(Lines lines, Set<String> delivered) {
      for (var line = lines.poll(0); line.isPresent(); line = lines.poll(0)) {
        if (lines.isOver(line)) throw new AssertionError("the sender's connection ended");
        var ev = line.get().path("ev").asText();
        if (ev.equals("delivered")) delivered.add(line.get().path("to").asText());
        if (ev.equals("ping"))
          lines.write("{\"op\":\"pong\",\"token\":" + line.get().path("token") + "}");
      }
      return delivered;
    }

    private static long ms(long startNs) {
      return (System.nanoTime() - startNs) / 1_000_000;
    }

    private void register(String name) {
      var request =
          "{\"op\":\"register\",\"id\":\"r\",\"name\":\"%s\",\"password\":\"%s\"}"
              .formatted(name, password(name));
      var answer = hub.ask(node.server(), request, 10_000);
      assertThat(answer.map(a -> a.path("ev").asText())).contains("registered");
    }

    private Set<String> online() {
      var names = new TreeSet<String>();
      var status = hub.open(node.host().address() + ":21111");
      try (status) {
        status.write(
            bytes(
                "GET /api/users HTTP/1.0\r\nHost: "
                    + node.host().address()
                    + "\r\nAuthorization: Bearer "
                    + node.token()
                    + "\r\n\r\n"));
        var answer = new StringBuilder();
        var buffer = ByteBuffer.allocate(4_096);
        while (status.read(buffer.clear()) >= 0)
          answer.append(StandardCharsets.UTF_8.decode(buffer.flip()));
        var json = new com.fasterxml.jackson.databind.ObjectMapper();
        JsonNode users = json.readTree(answer.substring(answer.indexOf("\r\n\r\n"))).path("users");
        for (var user : users)
          if (user.path("online").asBoolean()) names.add(user.path("name").asText());
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
      return names;
    }

    /** What is there for the user who comes back from elsewhere. */
    private List<String> unread(String user) {
      var texts = new ArrayList<String>();
      try (var lines = hub.connect(node.server())) {
        lines.write(login(user, true));
        for (int patience = 0; patience < 100; patience++) {
          var line = lines.poll(100);
          if (line.isEmpty()) continue;
          if (line.get().path("ev").asText().equals("message"))
            texts.add(line.get().path("text").asText());
          if (line.get().path("ev").asText().equals("unread-end")) break;
        }
      }
      return texts;
    }

    private static String password(String name) {
      return "correct horse " + name;
    }

    private static String login(String name, boolean pings) {
      return "{\"op\":\"login\",\"id\":\"l\",\"name\":\"%s\",\"password\":\"%s\",\"client\":\"c\",\"pings\":%s}"
          .formatted(name, password(name), pings);
    }

    private static String send(String to, String text) {
      return "{\"op\":\"send\",\"id\":\"s\",\"to\":\"%s\",\"text\":\"%s\"}".formatted(to, text);
    }

    private static String[] with(String[] prefix, String... command) {
      var all = new ArrayList<>(List.of(prefix));
      all.addAll(List.of(command));
      return all.toArray(String[]::new);
    }
  }

  private static final String UPGRADE =
      String.join(
          "\r\n",
          "GET /chat HTTP/1.1",
          "Host: 127.0.0.1",
          "Upgrade: websocket",
          "Connection: Upgrade",
          "Sec-WebSocket-Version: 13",
          "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
          "\r\n");

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  /** RFC 6455, 5.2: a text of fewer than 126 bytes, masked by zeros. */
  private static ByteBuffer textFrame(String text) {
    var payload = text.getBytes(StandardCharsets.UTF_8);
    var frame = ByteBuffer.allocate(6 + payload.length).put((byte) 0x81);
    return frame.put((byte) (0x80 | payload.length)).putInt(0).put(payload).flip();
  }
}
