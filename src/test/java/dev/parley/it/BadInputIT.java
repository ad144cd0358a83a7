package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.protocol.Ballot;
import dev.parley.protocol.MemberId;
import dev.parley.tls.TestCertificates;
import dev.parley.wire.StateHandshake;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import javax.net.SocketFactory;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What users, other programs and the network do wrong, against a real node. */
class BadInputIT {
  @TempDir Path directory;
  private Cluster cluster;
  private NodeProcess node;

  @BeforeEach
  void start_a_node() {
    cluster = new Cluster(directory);
    node = cluster.start();
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  @Test
  void a_port_in_use_is_one_sentence_and_exit_code_1() {
    refused(1, List.of(), node.port(), directory.resolve("other"), Integer.toString(node.port()));
  }

  @Test
  void a_page_port_in_use_is_one_sentence_and_exit_code_1() {
    int page = node.port() + 20_000;
    var taken = List.of("-Dparley.http.port=" + page);
    refused(1, taken, Cluster.freePort(), directory.resolve("other"), Integer.toString(page));
  }

  @Test
  void two_nodes_with_the_same_data_are_one_sentence_and_exit_code_2() {
    var data = directory.resolve(Integer.toString(node.port()));
    refused(2, List.of(), Cluster.freePort(), data, "--data");
  }

  @Test
  void an_unknown_key_is_one_sentence_and_exit_code_2() {
    refused(
        2,
        List.of("-Dparley.clutser=x"),
        Cluster.freePort(),
        directory.resolve("o"),
        "parley.cluster");
  }

  private void refused(int code, List<String> properties, int port, Path data, String part) {
    try (var other = NodeProcess.start(port, data, properties)) {
      assertThat(other.waitFor(20)).as(other.output().toString()).isEqualTo(code);
      var complaints = other.output().stream().filter(line -> line.startsWith("parley: ")).toList();
      assertThat(complaints).as(other.output().toString()).hasSize(1);
      assertThat(complaints.get(0)).contains(part).containsPattern("[.?]$");
      assertThat(other.output()).noneMatch(line -> line.startsWith("\tat "));
    }
    assertStillServes();
  }

  @Test
  void garbage_datagrams_disturb_nobody() throws IOException {
    var random = new SplittableRandom(1);
    try (var socket = new DatagramSocket()) {
      for (int i = 0; i < 2_000; i++) {
        var bytes = new byte[random.nextInt(1_400)];
        random.nextBytes(bytes);
        if (i % 2 == 0 && bytes.length > 4) {
          // Gets past the magic number.
          bytes[0] = (byte) 0xC4;
          bytes[1] = (byte) 0xA7;
          bytes[2] = 1;
        }
        var to = InetAddress.getLoopbackAddress();
        socket.send(new DatagramPacket(bytes, bytes.length, to, node.port() + 10_000));
      }
    }
    assertStillServes();
    assertThat(node.output()).noneMatch(line -> line.contains("Exception"));
  }

  @Test
  void who_has_not_the_key_of_the_cluster_gets_nothing_at_the_members_port() throws IOException {
    var request =
        StateHandshake.encode(
            new StateHandshake.Request(cluster.name(), new Ballot(1, new MemberId("x", 1))));
    var strangers =
        List.of(
            SocketFactory.getDefault(),
            TestCertificates.stranger().getSocketFactory(),
            TestCertificates.holder(TestCertificates.authority()).getSocketFactory());
    for (var stranger : strangers) {
      try (var socket = stranger.createSocket("127.0.0.1", node.port() + 10_000)) {
        socket.setSoTimeout(15_000);
        assertThat(answer(socket, request)).isEmpty();
      }
    }
    assertStillServes();
  }

  /** Nothing if the connection is closed or broken; it fails if it stays open. */
  private static byte[] answer(Socket socket, byte[] request) throws IOException {
    try {
      socket.getOutputStream().write(request);
      return socket.getInputStream().readAllBytes();
    } catch (SocketTimeoutException e) {
      throw new AssertionError("still open", e);
    } catch (SSLException | SocketException e) {
      return new byte[0];
    }
  }

  @Test
  void nobody_gets_a_name_that_imitates_the_servers_or_another_user() {
    assertThat(JsonClient.register(node.port(), "Ivan0").path("ev").asText())
        .isEqualTo("registered");
    for (var name : List.of("System", "Online", "0ffline", "User", "NickServ", "admin", "root")) {
      var refused = JsonClient.register(node.port(), name);
      assertThat(refused.path("code").asText()).as(name).isEqualTo("NAME_INVALID");
    }
    for (var name : List.of("lvan0", "1van0", "IvanO", "Ivan0.")) {
      var refused = JsonClient.register(node.port(), name);
      assertThat(refused.path("code").asText()).as(name).isEqualTo("NAME_TAKEN");
      assertThat(refused.path("text").asText()).contains("looks like");
    }
    JsonClient.login(node.port(), "Ivan0", "client").close();
  }

  @Test
  void a_megabyte_without_a_line_end_is_refused_with_a_sentence() throws IOException {
    try (var socket = connect()) {
      var text = new byte[1 << 20];
      Arrays.fill(text, (byte) 'x');
      text[0] = '{';
      socket.getOutputStream().write(text);
      socket.getOutputStream().write('\n');
      assertThat(lineWith(socket, "LINE_TOO_LONG")).contains("\"text\":\"");
    }
    assertStillServes();
  }

  @Test
  void a_client_id_that_no_server_could_write_down_is_refused_and_the_node_lives()
      throws IOException {
    try (var client = JsonClient.connect(node.port())) {
      client.request("register", r -> r.put("name", "fang").put("password", "correct horse"));
    }
    for (var id : List.of("\\ud800", "\\u0000")) {
      try (var socket = connect()) {
        var login =
            "{\"op\":\"login\",\"name\":\"fang\",\"password\":\"correct horse\",\"client\":\"%s\"}\n"
                .formatted(id);
        socket.getOutputStream().write(login.getBytes(StandardCharsets.US_ASCII));
        assertThat(lineWith(socket, "MALFORMED")).contains("client");
      }
    }
    assertStillServes();
  }

  @Test
  void half_a_character_is_refused_with_a_sentence() throws IOException {
    try (var socket = connect()) {
      socket.getOutputStream().write(new byte[] {'{', '"', (byte) 0xC3, '"', '}', '\n'});
      assertThat(lineWith(socket, "MALFORMED")).contains("UTF-8");
    }
    assertStillServes();
  }

  @Test
  void an_http_request_on_the_chat_port_is_told_where_the_page_is_which_is_there()
      throws Exception {
    try (var socket = connect()) {
      socket
          .getOutputStream()
          .write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(lineWith(socket, Integer.toString(node.port() + 20_000))).isNotEmpty();
    }
    assertThat(get("/").body()).contains("127.0.0.1:" + node.port());
    assertThat(get("/ready").statusCode()).isEqualTo(200);
    assertThat(get("/alive").statusCode()).isEqualTo(200);
    assertThat(get("/nothing").statusCode()).isEqualTo(404);
    var report = new ObjectMapper().readTree(get("/api/cluster").body());
    assertThat(report.path("state").asText()).isEqualTo("member");
    assertThat(report.path("view").path("members")).hasSize(1);
  }

  @Test
  void this_machine_learns_the_view_and_a_page_of_another_place_learns_nothing() throws Exception {
    try (var closed = new Cluster(directory.resolve("closed"))) {
      var other = closed.start();
      JsonClient.register(other.port(), "fang");
      try (var client = JsonClient.connect(other.port())) {
        var status = client.request("status", request -> {});
        assertThat(status.path("view").path("members")).hasSize(1);
      }
      assertThat(http(other, "GET /api/users HTTP/1.1", "Host: localhost")).contains(" 401 ");
      assertThat(http(other, "GET /api/cluster HTTP/1.1", "Host: localhost"))
          .contains(" 200 ", "\"view\"")
          .doesNotContain("fang");
      assertThat(http(other, "GET /api/cluster HTTP/1.1", "Host: evil.example")).contains(" 403 ");
      assertThat(http(other, "GET /health HTTP/1.1", "Host: localhost")).contains("alone");
      var chat =
          new String[] {
            "GET /chat HTTP/1.1",
            "Host: 127.0.0.1:" + (other.port() + 20_000),
            "Origin: https://evil.example",
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            "Sec-WebSocket-Version: 13"
          };
      assertThat(http(other, chat)).contains(" 403 ");
      chat[2] = "Origin: http://127.0.0.1:" + (other.port() + 20_000);
      assertThat(http(other, chat)).contains(" 101 ");
      var broken =
          http(
              other, "POST /api/drain HTTP/1.1", "Host: x", "Transfer-Encoding: chunked", "", "zz");
      assertThat(broken).contains(" 400 ");
      assertThat(other.output()).noneMatch(line -> line.contains("Exception"));
    }
  }

  /** The head of the answer and what came with it. */
  private static String http(NodeProcess node, String... lines) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), node.port() + 20_000)) {
      socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(10));
      var request = String.join("\r\n", lines) + "\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    var uri = URI.create("http://127.0.0.1:" + (node.port() + 20_000) + path);
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void a_client_finds_its_server_by_one_datagram() throws IOException {
    try (var socket = new DatagramSocket()) {
      socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(5));
      var name =
          node.output().stream().filter(l -> l.contains("cluster ")).findFirst().orElseThrow();
      var cluster = name.substring(name.lastIndexOf(' ') + 1);
      var ask =
          "{\"parley\":\"discover\",\"cluster\":\"%s\",\"nonce\":\"c0ffee\"}".formatted(cluster);
      var bytes = ask.getBytes(StandardCharsets.UTF_8);
      var bus = new InetSocketAddress(InetAddress.getLoopbackAddress(), node.port() + 10_000);
      socket.send(new DatagramPacket(bytes, bytes.length, bus));
      var answer = new DatagramPacket(new byte[1_400], 1_400);
      socket.receive(answer);
      var here = new ObjectMapper().readTree(answer.getData(), 0, answer.getLength());
      assertThat(here.path("parley").asText()).isEqualTo("here");
      assertThat(here.path("nonce").asText()).isEqualTo("c0ffee");
      assertThat(here.path("server").asText()).isEqualTo("127.0.0.1:" + node.port());
      assertThat(here.path("leader").asBoolean()).isTrue();
    }
  }

  @Test
  void a_missing_jdk_is_one_sentence_and_exit_code_2() throws Exception {
    var empty = Files.createDirectory(directory.resolve("no-java"));
    for (var tool : List.of("bash", "readlink", "dirname", "sed", "head")) {
      Files.createSymbolicLink(empty.resolve(tool), Path.of("/usr/bin").resolve(tool));
    }
    var builder = new ProcessBuilder("/usr/bin/bash", "run-node.sh", "1").redirectErrorStream(true);
    builder.environment().remove("JAVA_HOME");
    builder.environment().put("PATH", empty.toString());
    var process = builder.start();
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.exitValue()).as(output).isEqualTo(2);
    assertThat(output).contains("install a JDK 17 or newer").hasLineCount(1);
  }

  private void assertStillServes() {
    try (var client = JsonClient.connect(node.port())) {
      assertThat(client.request("ping", request -> {}).path("ev").asText()).isEqualTo("pong");
    }
  }

  private Socket connect() throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), node.port());
    socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(10));
    return socket;
  }

  private static String lineWith(Socket socket, String part) throws IOException {
    var in =
        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    for (var line = in.readLine(); line != null; line = in.readLine()) {
      if (line.contains(part)) return line;
    }
    throw new AssertionError("closed before '" + part + "'");
  }
}
