package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The JSON lines over a WebSocket, and the files of the chat page. */
class WebSocketIT {
  private static final int LONGEST = 64 * 1024;
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir static Path directory;
  private static Cluster cluster;
  private static NodeProcess node;

  @BeforeAll
  static void start() {
    cluster = new Cluster(directory);
    node = cluster.start();
    JsonClient.register(node.port(), "fang");
    JsonClient.register(node.port(), "shao");
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  /** What a WebSocket heard: whole messages, and the end. */
  private static final class Heard implements WebSocket.Listener {
    private final List<String> messages = new CopyOnWriteArrayList<>();
    private final StringBuilder part = new StringBuilder();
    private volatile boolean isOver;

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      part.append(data);
      if (last) messages.add(part.toString());
      if (last) part.setLength(0);
      socket.request(1);
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      isOver = true;
      return CompletableFuture.completedFuture(null);
    }

    String await(String text) {
      Awaitility.await(text + " among " + messages)
          .atMost(20, TimeUnit.SECONDS)
          .until(() -> messages.stream().anyMatch(m -> m.contains(text)));
      return messages.stream().filter(m -> m.contains(text)).findFirst().orElseThrow();
    }
  }

  private WebSocket open(Heard heard) {
    var uri = URI.create("ws://127.0.0.1:" + (node.port() + 20_000) + "/chat");
    return HTTP.newWebSocketBuilder().buildAsync(uri, heard).join();
  }

  private static void say(WebSocket socket, String text) {
    socket.sendText(text.replace('\'', '"'), true).join();
  }

  private static String login(String name) {
    return "{'op':'login','id':'1','name':'%s','password':'%s','client':'w'}"
        .formatted(name, JsonClient.password(name));
  }

  @Test
  void a_browser_and_a_program_on_the_other_port_write_to_each_other() {
    var heard = new Heard();
    var socket = open(heard);
    say(socket, login("fang"));
    heard.await("\"ev\":\"welcome\"");
    node.awaitLine("logged in: fang from 127.0.0.1");
    try (var shao = JsonClient.login(node.port(), "shao", "c")) {
      say(socket, "{'op':'send','id':'2','seq':1,'to':'shao','text':'hello shao'}");
      heard.await("\"ev\":\"accepted\"");
      shao.awaitText("hello shao");
      shao.send("fang", "x".repeat(4_096), 1);
      assertThat(heard.await("xxxx")).doesNotContain("\n");
      say(socket, "{'op':'ack','n':1}");
      shao.awaitEvent("delivered");
    }
    say(socket, "{'op':'logout','id':'3'}");
    heard.await("\"ev\":\"bye\"");
    socket.abort();
  }

  @Test
  void a_message_is_a_line_up_to_its_longest_in_one_piece_or_in_many() {
    var heard = new Heard();
    var socket = open(heard);
    var longest = "{\"op\":\"ping\",\"id\":\"longest\",\"x\":\"" + "y".repeat(LONGEST - 35) + "\"}";
    assertThat(longest.length()).isEqualTo(LONGEST);
    say(socket, longest);
    assertThat(heard.await("LINE_TOO_LONG")).as("before the login").contains("4096 bytes");
    heard.messages.clear();
    say(socket, login("fang"));
    heard.await("\"ev\":\"welcome\"");
    say(socket, longest);
    heard.await("\"re\":\"longest\"");
    say(socket, longest + " ");
    heard.await("LINE_TOO_LONG");
    for (int i = 0; i < 2_000; i++) socket.sendText("z".repeat(1_000), false).join();
    socket.sendText("", true).join();
    Awaitility.await()
        .until(() -> heard.messages.stream().filter(m -> m.contains("LINE_TOO_LONG")).count() == 2);
    say(socket, "{'op':'ping','id':'after'}");
    heard.await("\"re\":\"after\"");
    socket.abort();
  }

  @Test
  void what_is_no_request_is_refused_and_the_connection_stays() {
    var heard = new Heard();
    var socket = open(heard);
    socket.sendBinary(ByteBuffer.wrap("{}".getBytes(StandardCharsets.UTF_8)), true).join();
    heard.await("A binary message is not accepted here");
    say(socket, "hello");
    heard.await("one JSON object");
    say(socket, "{'op':'ping','id':'after'}");
    heard.await("\"re\":\"after\"");
    assertThat(heard.isOver).isFalse();
    socket.abort();
  }

  @Test
  void a_browser_whose_client_logs_in_elsewhere_is_told_how_to_take_its_place_back() {
    var heard = new Heard();
    var socket = open(heard);
    say(socket, login("fang"));
    heard.await("\"ev\":\"welcome\"");
    try (var elsewhere = JsonClient.login(node.port(), "fang", "w")) {
      assertThat(heard.await("SESSION_REPLACED")).contains("log in again", "change your password");
      assertThat(elsewhere.request("list", r -> {}).path("online").toString()).contains("fang");
    }
    socket.abort();
  }

  @Test
  void the_user_is_offline_when_his_browser_is_gone() {
    try (var shao = JsonClient.login(node.port(), "shao", "c2")) {
      var heard = new Heard();
      var socket = open(heard);
      say(socket, login("fang"));
      shao.awaitEvent("online");
      socket.abort();
      shao.awaitEvent("offline");
    }
  }

  @Test
  void the_files_of_the_page_are_there_and_nothing_else_is() throws Exception {
    for (var path :
        List.of(
            "/chat",
            "/chat.css",
            "/chat.js",
            "/connection.js",
            "/conversations.js",
            "/entrance.js",
            "/identification.js",
            "/itinerary.js",
            "/keeping.js",
            "/log.js",
            "/openrooms.js",
            "/outbox.js",
            "/blocks.js",
            "/people.js",
            "/roomrequests.js",
            "/rooms.js",
            "/roomview.js")) {
      var answer = get(path);
      assertThat(answer.statusCode()).as(path).isEqualTo(200);
      assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow())
          .contains("script-src 'self'");
    }
    for (var path :
        List.of("/web/chat.html", "/chat.html", "/../application.conf", "/chat/../reference.conf"))
      assertThat(get(path).statusCode()).as(path).isEqualTo(404);
  }

  private HttpResponse<String> get(String path) throws Exception {
    var uri = URI.create("http://127.0.0.1:" + (node.port() + 20_000) + path);
    return HTTP.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }
}
