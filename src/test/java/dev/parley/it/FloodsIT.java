package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One address that takes all it can get of a node of 128 MiB, and a user at another one, who wants
 * to chat.
 */
class FloodsIT {
  private static final String FLOOD = "127.0.0.1";
  private static final String USER = "127.0.0.2";

  /** Half a line of each would be most of the heap. */
  private static final int CONNECTIONS = 1_500;

  private static final int LOGINS = 400;
  private static final int OF_STRANGER = 200;

  private static final int GUESSES = 30;

  private static final byte[] HALF_A_LINE =
      ("{" + "x".repeat(60_000)).getBytes(StandardCharsets.UTF_8);

  @TempDir Path directory;
  private final List<SocketChannel> flood = new ArrayList<>();
  private Cluster cluster;
  private NodeProcess node;

  @BeforeEach
  void start() throws IOException {
    cluster =
        new Cluster(
            directory,
            "-Dparley.client.max-connections=1000",
            "-Dparley.client.before-login.first-line-within=4s",
            "-Dparley.passwords.iterations=200000");
    node = cluster.start();
    JsonClient.register(node.port(), "fang");
    assertThat(login(USER)).contains("\"ev\":\"welcome\"");
  }

  @AfterEach
  void stop() throws IOException {
    for (var channel : flood) channel.close();
    cluster.close();
  }

  @Test
  void connections_with_half_a_line_neither_end_the_node_nor_keep_a_user_out() throws IOException {
    for (int i = 0; i < CONNECTIONS; i++) {
      var channel = open();
      channel.configureBlocking(false);
      channel.write(ByteBuffer.wrap(HALF_A_LINE));
    }

    assertThat(login(USER)).contains("\"ev\":\"welcome\"");
    assertThat(login(FLOOD)).contains("\"ev\":\"welcome\"");
    assertThat(node.output()).noneMatch(line -> line.contains("OutOfMemory"));
  }

  @Test
  void silent_connections_keep_nobody_out_and_are_closed_with_a_sentence() throws IOException {
    for (int i = 0; i < CONNECTIONS; i++) open();

    assertThat(login(USER)).contains("\"ev\":\"welcome\"");
    assertThat(login(FLOOD)).contains("\"ev\":\"welcome\"");
    var last = flood.get(flood.size() - 1).socket();
    last.setSoTimeout((int) TimeUnit.SECONDS.toMillis(20));
    var words = new String(last.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(words).contains("sent nothing for 4 seconds: connect again to log in.");
    Awaitility.await("room for others")
        .atMost(20, TimeUnit.SECONDS)
        .until(() -> login(FLOOD).contains("\"ev\":\"welcome\""));
  }

  @Test
  void passwords_of_one_address_neither_fill_the_node_nor_keep_a_user_out() throws IOException {
    for (int i = 0; i < LOGINS; i++) {
      var login = login("nobody" + i, "correct horse").getBytes(StandardCharsets.UTF_8);
      open().write(ByteBuffer.wrap(login));
    }

    // First come, first served, there would be no room for the user, or they would wait for all.
    assertThat(login(USER)).contains("\"ev\":\"welcome\"");
    assertThat(answers()).anyMatch(answer -> answer.contains("RATE_LIMITED"));
  }

  /** What the flood has been answered so far, one line each. */
  private List<String> answers() throws IOException {
    var answers = new ArrayList<String>();
    var bytes = ByteBuffer.allocate(4_096);
    for (var channel : flood) {
      channel.configureBlocking(false);
      bytes.clear();
      int read = channel.read(bytes);
      if (read > 0) answers.add(new String(bytes.array(), 0, read, StandardCharsets.UTF_8));
    }
    return answers;
  }

  @Test
  void wrong_passwords_of_one_address_are_slowed_down_and_the_owner_is_told() throws IOException {
    int compared = 0;
    String last = "";
    for (int i = 0; i < GUESSES; i++) {
      last = i % 2 == 0 ? ask(FLOOD, login("fang", "a wrong guess " + i)) : proof("fang", i);
      if (last.contains("BAD_CREDENTIALS")) compared++;
    }
    assertThat(compared).isBetween(5, GUESSES / 2);
    assertThat(last).contains("RATE_LIMITED", "retryAfterMs");

    var welcome = login(USER);
    assertThat(welcome).contains("\"ev\":\"welcome\"", "\"wrongPasswords\":" + compared);
    assertThat(node.output())
        .anyMatch(line -> line.contains("login refused: fang from " + FLOOD))
        .anyMatch(line -> line.contains("logged in: fang from " + USER));
  }

  private String proof(String name, int guess) {
    try (var client = JsonClient.connect(node.port())) {
      return client.prove(name, "a wrong guess " + guess, "c").toString();
    }
  }

  @Test
  void names_are_told_apart_by_no_challenge_and_no_wrong_proof() {
    try (var client = JsonClient.connect(node.port())) {
      var known = challenge(client, "fang");
      assertThat(challenge(client, "fang")).as("its salt is its own").isEqualTo(known);
      var unknown = challenge(client, "nobody");
      assertThat(challenge(client, "Nobody")).isEqualTo(unknown);
      assertThat(unknown).hasSameSizeAs(known).isNotEqualTo(known).endsWith(",i=200000");
      var refused = client.prove("fang", "wrong", "c").path("text").asText();
      assertThat(client.prove("nobody", "wrong", "c").path("text").asText()).isEqualTo(refused);
      assertThat(client.prove("fang", JsonClient.password("fang"), "c").path("ev").asText())
          .isEqualTo("welcome");
    }
  }

  /** All of the challenge but its nonce. */
  private static String challenge(JsonClient client, String name) {
    var login = "n,,n=" + name + ",r=abc";
    var answer = client.request("login", r -> r.put("name", name).put("scram", login));
    assertThat(answer.path("ev").asText()).isEqualTo("challenge");
    return answer.path("scram").asText().replaceAll("r=[^,]*,", "");
  }

  @Test
  void one_sender_does_not_shut_a_mailbox_for_the_others() {
    JsonClient.register(node.port(), "shao");
    JsonClient.register(node.port(), "mei");
    try (var fang = JsonClient.login(node.port(), "fang", "c1");
        var mei = JsonClient.login(node.port(), "mei", "c2")) {
      for (int seq = 1; seq <= OF_STRANGER; seq++)
        assertThat(fang.send("shao", "buy this", seq).path("ev").asText()).isEqualTo("accepted");
      var refused = fang.send("shao", "and this", OF_STRANGER + 1);

      assertThat(refused.path("code").asText()).isEqualTo("MAILBOX_FULL");
      assertThat(mei.send("shao", "hello", 1).path("ev").asText()).isEqualTo("accepted");
    }
    try (var shao = JsonClient.login(node.port(), "shao", "c3");
        var fang = JsonClient.login(node.port(), "fang", "c1")) {
      shao.send("fang", "not so many at once, please", 1);
      assertThat(fang.send("shao", "sorry", OF_STRANGER + 1).path("ev").asText())
          .isEqualTo("accepted");
    }
  }

  private SocketChannel open() throws IOException {
    var channel = SocketChannel.open();
    channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), node.port()));
    flood.add(channel);
    return channel;
  }

  private static String login(String name, String password) {
    return "{\"op\":\"login\",\"name\":\"%s\",\"password\":\"%s\"}\n".formatted(name, password);
  }

  /** What is answered to fang, who logs in from {@code address}. */
  private String login(String address) throws IOException {
    return ask(address, login("fang", JsonClient.password("fang")));
  }

  private String ask(String address, String request) throws IOException {
    try (var socket = new Socket()) {
      socket.bind(new InetSocketAddress(InetAddress.getByName(address), 0));
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), node.port()), 5_000);
      socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(20));
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      var in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      return String.valueOf(in.readLine());
    }
  }
}
