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

  private static final byte[] HALF_A_LINE =
      ("{" + "x".repeat(60_000)).getBytes(StandardCharsets.UTF_8);

  @TempDir Path directory;
  private final List<SocketChannel> flood = new ArrayList<>();
  private Cluster cluster;
  private NodeProcess node;

  @BeforeEach
  void start() {
    cluster =
        new Cluster(
            directory,
            "-Dparley.client.max-connections=1000",
            "-Dparley.client.before-login.first-line-within=4s");
    node = cluster.start();
    JsonClient.register(node.port(), "fang");
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

  private SocketChannel open() throws IOException {
    var channel = SocketChannel.open();
    channel.bind(new InetSocketAddress(InetAddress.getByName(FLOOD), 0));
    channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), node.port()));
    flood.add(channel);
    return channel;
  }

  /** What is answered to fang, who logs in from {@code address}. */
  private String login(String address) throws IOException {
    try (var socket = new Socket()) {
      socket.bind(new InetSocketAddress(InetAddress.getByName(address), 0));
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), node.port()), 5_000);
      socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(20));
      var request =
          "{\"op\":\"login\",\"name\":\"fang\",\"password\":\"%s\"}\n"
              .formatted(JsonClient.password("fang"));
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      var in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      return String.valueOf(in.readLine());
    }
  }
}
