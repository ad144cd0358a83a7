package dev.parley.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.group.CausalMulticast;
import dev.parley.group.NodeEvents;
import dev.parley.protocol.multicast.SendLoad;
import dev.parley.replica.ReplicaProtocol;
import dev.parley.tls.TestCertificates;
import dev.parley.transport.clients.StallDetector;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The page's server over real sockets. */
@Tag("slow")
class HttpServerTest {
  private static final int PLACES = 5;
  private static final Duration A_MINUTE = Duration.ofMinutes(1);
  private static final String LAST_REQUEST =
      "GET /alive HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n";
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void upgrades_that_are_reset_at_once_leave_no_place_taken() throws IOException {
    try (var server = new HttpFixture(PLACES, StallDetector.PATIENCE)) {
      for (int i = 0; i < 40 * PLACES; i++) {
        try (var socket = server.connect()) {
          socket.setSoLinger(true, 0);
          socket.getOutputStream().write(HttpFixture.UPGRADE.getBytes(StandardCharsets.US_ASCII));
        }
      }
      Awaitility.await("all places are free again")
          .atMost(Duration.ofSeconds(10))
          .until(() -> firstAnswer(server.port).contains("pong"));
    }
  }

  @Test
  void a_browser_that_takes_nothing_while_something_waits_for_it_is_cut_off() throws IOException {
    try (var server = new HttpFixture(PLACES, Duration.ofMillis(300));
        var socket = server.upgraded()) {
      var out = socket.getOutputStream();
      out.write(frame("{\"op\":\"login\",\"name\":\"fang\",\"password\":\"correct horse\"}"));
      var session = server.letFangIn();
      // More than the kernel's buffers hold, and less than may wait.
      for (int n = 1; n <= 2_000; n++) session.tell(HttpFixture.mail(n, "x".repeat(4_096)));

      server.replica.expectTerminated(session, Duration.ofSeconds(10));
      Awaitility.await("reset, for it took not even its last words")
          .atMost(Duration.ofSeconds(20))
          .until(() -> isReset(out));
    }
  }

  @Test
  void a_post_of_one_byte_too_many_is_refused_with_a_sentence() throws Exception {
    try (var server = new HttpFixture(PLACES, StallDetector.PATIENCE)) {
      assertThat(post(server.port, HttpRoutes.MAX_BODY_BYTES).statusCode()).isEqualTo(401);
      var refused = post(server.port, HttpRoutes.MAX_BODY_BYTES + 1);
      assertThat(refused.statusCode()).isEqualTo(413);
      assertThat(refused.body()).contains("send less");
    }
  }

  @Test
  void a_node_that_is_too_busy_to_answer_says_so_with_503() throws Exception {
    try (var server = new HttpFixture(PLACES, StallDetector.PATIENCE)) {
      assertThat(get(server.port, "/ready").statusCode()).isEqualTo(503);
      assertThat(get(server.port, "/ready").body()).isEqualTo("busy: ask again\n");
      for (var path : List.of("/", "/health", "/api/cluster", "/api/users")) {
        var busy = asOperator(server.port, "GET", path);
        assertThat(busy.statusCode()).as(path).isEqualTo(503);
        assertThat(busy.body()).as(path).contains("too busy to answer");
      }
      var recovery = get(server.port, "/api/recover");
      assertThat(recovery.statusCode()).isEqualTo(503);
      assertThat(recovery.body()).startsWith("{\"error\":\"The node is too busy");
      assertThat(get(server.port, "/alive").statusCode()).as("nobody is asked").isEqualTo(200);
    }
  }

  @Test
  void what_is_not_there_and_what_is_not_understood_is_told_with_what_is() throws Exception {
    try (var server = new HttpFixture(PLACES, StallDetector.PATIENCE)) {
      assertThat(get(server.port, "/chat/").statusCode()).isEqualTo(404);
      assertThat(get(server.port, "/api").body()).contains("/api/cluster", "/ready");
      var put = ask(server.port, "PUT", "/alive");
      assertThat(put.statusCode()).isEqualTo(405);
      assertThat(put.body()).contains("Only GET and POST");
      var head = ask(server.port, "HEAD", "/chat");
      assertThat(head.statusCode()).isEqualTo(200);
      assertThat(head.body()).isEmpty();
      assertThat(head.headers().firstValue("Content-Security-Policy").orElseThrow())
          .contains("script-src 'self'");
      assertThat(head.headers().firstValue("Content-Type")).contains("text/html; charset=UTF-8");
      assertThat(ask(server.port, "POST", "/nowhere").statusCode()).isEqualTo(401);
    }
  }

  @Test
  void the_operator_asks_one_question_after_the_other() throws Exception {
    try (var server = new HttpFixture(PLACES, StallDetector.PATIENCE)) {
      var answer =
          HttpClient.newHttpClient()
              .sendAsync(
                  asOperator(server.port, "/api/users/Fang/kick"),
                  HttpResponse.BodyHandlers.ofString());
      server.findFang();
      server.replica.expectMessageClass(ReplicaProtocol.Kick.class).replyTo().tell(3);
      assertThat(answer.get(10, TimeUnit.SECONDS).body())
          .isEqualTo("{\"user\":\"Fang\",\"sessions\":3}\n");
      assertThat(operator(server.port, "/api/users/fang/promote").statusCode()).isEqualTo(404);
      assertThat(operator(server.port, "/api/users/-/kick").body())
          .contains("'-' is not a valid name");
    }
  }

  @Test
  void a_copy_of_the_store_is_for_the_operator_and_a_node_without_one_says_so() throws Exception {
    try (var server = new HttpFixture(PLACES, StallDetector.PATIENCE)) {
      for (var method : List.of("GET", "POST", "DELETE"))
        assertThat(ask(server.port, method, "/api/backup").statusCode()).as(method).isEqualTo(401);
      var refused = operator(server.port, "/api/backup");
      assertThat(refused.statusCode()).isEqualTo(409);
      assertThat(refused.body()).contains("parley.store = none");
    }
  }

  @Test
  void a_page_that_calls_the_node_by_a_name_that_is_not_its_own_learns_nothing() throws Exception {
    try (var server = new HttpFixture(PLACES, StallDetector.PATIENCE)) {
      server.tellsStatus = true;
      for (var path : List.of("/", "/chat", "/chat.js", "/api/cluster", "/health"))
        assertThat(server.raw("GET " + path + " HTTP/1.1", "Host: evil.example:" + server.port))
            .as(path)
            .startsWith("HTTP/1.1 403")
            .contains("parley.http.hosts")
            .doesNotContain("127.0.0.1:1111");
      for (var host : List.of("localhost", "node.example:80", "chat.example", "[::1]:1"))
        assertThat(server.raw("GET / HTTP/1.1", "Host: " + host)).as(host).contains("HTTP/1.1 200");
      for (var path : List.of("/alive", "/ready"))
        assertThat(server.raw("GET " + path + " HTTP/1.1", "Host: evil.example"))
            .as(path)
            .startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void a_page_of_another_place_opens_no_chat_and_posts_nothing() throws Exception {
    try (var server = new HttpFixture(PLACES, StallDetector.PATIENCE)) {
      server.tellsStatus = true;
      for (var origin : List.of("https://evil.example", "null", "http://127.0.0.1:8080"))
        assertThat(server.raw(upgrade(origin)))
            .as(origin)
            .startsWith("HTTP/1.1 403")
            .contains("parley.http.origins");
      for (var origin :
          List.of("http://127.0.0.1", "https://else.example", "http://chat.example:1"))
        assertThat(server.raw(upgrade(origin))).as(origin).startsWith("HTTP/1.1 101");
      assertThat(
              server.raw(
                  "POST /api/drain HTTP/1.1",
                  "Host: 127.0.0.1",
                  "Origin: https://evil.example",
                  "Authorization: Bearer token",
                  "Content-Length: 0"))
          .startsWith("HTTP/1.1 403");
      server.replica.expectNoMessage(Duration.ZERO);
    }
  }

  private static String[] upgrade(String origin) {
    return HttpFixture.UPGRADE.strip().concat("\r\nOrigin: " + origin).split("\r\n", -1);
  }

  @Test
  void every_answer_tells_browsers_what_they_must_not_do_with_it() throws Exception {
    try (var server = new HttpFixture(PLACES, StallDetector.PATIENCE)) {
      server.tellsStatus = true;
      for (var first :
          List.of(
              "GET / HTTP/1.1",
              "GET /chat HTTP/1.1",
              "GET /alive HTTP/1.1",
              "GET /api/users HTTP/1.1",
              "GET /nothing HTTP/1.1",
              "PUT / HTTP/1.1",
              "GET /" + "x".repeat(3_000) + " HTTP/1.1",
              "garbage"))
        assertThat(server.raw(first, "Host: 127.0.0.1", "Connection: close"))
            .as(first)
            .contains("frame-ancestors 'none'", "X-Content-Type-Options: nosniff")
            .contains("Referrer-Policy: no-referrer", "Cache-Control: no-store");
    }
  }

  @Test
  void a_broken_body_is_answered_with_a_sentence_and_the_log_has_nothing_of_it() throws Exception {
    try (var server = new HttpFixture(PLACES, StallDetector.PATIENCE)) {
      for (var chunk : List.of("zz", "5\r\nab", "-1", "5\r\nhello\r\nzz"))
        assertThat(
                server.raw(
                    "POST /api/drain HTTP/1.1",
                    "Host: 127.0.0.1",
                    "Transfer-Encoding: chunked",
                    "",
                    chunk))
            .as(chunk)
            .startsWith("HTTP/1.1 400")
            .contains("send it again");
    }
  }

  @Test
  void whoever_comes_by_a_listed_proxy_is_a_stranger_also_if_it_does_not_say_who()
      throws Exception {
    try (var server = new HttpFixture(PLACES, StallDetector.PATIENCE)) {
      server.tellsStatus = true;
      var page = new String[] {"GET / HTTP/1.1", "Host: 127.0.0.1"};
      assertThat(server.rawFrom(HttpFixture.PROXY, page)).doesNotContain("127.0.0.1 1111");
      assertThat(server.rawFrom("127.0.0.8", page)).contains("127.0.0.1 1111");
    }
  }

  @Test
  void names_are_for_the_operator_and_a_stranger_learns_one_word() throws Exception {
    try (var server = new HttpFixture(PLACES, StallDetector.PATIENCE)) {
      server.tellsStatus = true;
      assertThat(get(server.port, "/api/users").statusCode()).isEqualTo(401);
      assertThat(get(server.port, "/").body()).contains("127.0.0.1 1111");
      assertThat(get(server.port, "/health").body()).isEqualTo("unsettled\n");
      var asStranger = "X-Forwarded-For: 192.168.1.9";
      assertThat(server.raw("GET / HTTP/1.1", "Host: 127.0.0.1", asStranger))
          .contains("This cluster is <strong>unsettled", "/chat")
          .doesNotContain("127.0.0.1 1111", "View");
      for (var path : List.of("/api/cluster", "/api/users", "/api/recover", "/metrics"))
        assertThat(server.raw("GET " + path + " HTTP/1.1", "Host: 127.0.0.1", asStranger))
            .as(path)
            .startsWith("HTTP/1.1 401")
            .contains("admin-token");
      assertThat(server.raw("GET /health HTTP/1.1", "Host: 127.0.0.1", asStranger))
          .contains("unsettled");
      server.replica.expectNoMessage(Duration.ZERO);
    }
  }

  @Test
  void many_that_ask_for_a_report_cost_the_replica_one_copy_of_its_state() throws Exception {
    try (var server = new HttpFixture(PLACES, StallDetector.PATIENCE)) {
      var client = HttpClient.newHttpClient();
      var asked = new ArrayList<CompletableFuture<HttpResponse<Void>>>();
      for (int i = 0; i < 20; i++) {
        var request = request(server.port, "/api/cluster").build();
        asked.add(client.sendAsync(request, HttpResponse.BodyHandlers.discarding()));
      }
      server.replica.expectMessageClass(ReplicaProtocol.AskBacklog.class);
      server.replica.expectMessageClass(ReplicaProtocol.AskKnowledge.class);
      server.replica.expectNoMessage(Duration.ofMillis(300));
      for (var answer : asked)
        assertThat(answer.get(10, TimeUnit.SECONDS).statusCode())
            .as("no state came")
            .isEqualTo(503);
    }
  }

  @Test
  void a_reader_of_events_is_told_those_after_the_one_that_it_has_and_each_new_one()
      throws Exception {
    try (var server = new HttpFixture(PLACES, StallDetector.PATIENCE)) {
      var events = NodeEvents.of(server.kit.system());
      events.add("first", "");
      events.add("second", "of \u202E two");
      var kept = JSON.readTree(get(server.port, "/api/events").body()).path("events");
      assertThat(kept.findValuesAsText("event")).containsExactly("first", "second");
      assertThat(kept.findValuesAsText("text")).containsExactly("", "of \uFFFD two");

      try (var stream = server.connect()) {
        var last = kept.path(0).path("id").asText();
        var head = "GET /api/events HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n";
        write(stream, head + "Last-Event-ID: " + last + "\r\n\r\n");
        assertThat(readUntil(stream, "\"second\""))
            .contains("text/event-stream", "id: " + kept.path(1).path("id").asText())
            .doesNotContain("\"first\"");
        events.add("third", "");
        assertThat(readUntil(stream, "\"third\"")).contains("data: {\"id\":");
      }
      var asked = get(server.port, "/api/events?after=" + kept.path(1).path("id").asText()).body();
      assertThat(asked).contains("third").doesNotContain("second");
      assertThat(get(server.port, "/api/events?after=x").statusCode()).isEqualTo(400);
    }
  }

  @Test
  void the_page_has_its_scripts_and_styles_in_files_and_programs_have_what_it_shows()
      throws Exception {
    try (var server = new HttpFixture(PLACES, StallDetector.PATIENCE)) {
      server.tellsStatus = true;
      var page = get(server.port, "/");
      assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
          .contains("default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'")
          .doesNotContain("unsafe");
      var guide = get(server.port, "/learn");
      assertThat(guide.body()).contains("Five steps", "/learn.js", "class=\"learn\"");
      assertThat(page.body()).doesNotContain("Five steps", "/learn.js");
      assertThat(guide.headers().firstValue("Content-Security-Policy"))
          .isEqualTo(page.headers().firstValue("Content-Security-Policy"));
      assertThat(get(server.port, "/api/demo").statusCode()).as("no faults here").isEqualTo(404);
      for (var file : List.of("/status.css", "/status.js", "/ring.js", "/diagram.js", "/learn.js"))
        assertThat(get(server.port, file).statusCode()).as(file).isEqualTo(200);

      var overview = HttpClient.newHttpClient();
      var answer =
          overview.sendAsync(
              request(server.port, "/api/overview").build(), HttpResponse.BodyHandlers.ofString());
      server
          .replica
          .expectMessageClass(ReplicaProtocol.AskBacklog.class)
          .replyTo()
          .tell(new CausalMulticast.Backlog(2, 3, SendLoad.NONE));
      var report = JSON.readTree(answer.get(10, TimeUnit.SECONDS).body());
      assertThat(report.path("health").asText()).isEqualTo("unsettled");
      assertThat(report.path("heldBack").asInt()).isEqualTo(2);
      assertThat(report.path("unstable").asInt()).isEqualTo(3);
    }
  }

  @Test
  void points_are_told_as_they_happen_only() throws Exception {
    try (var server = new HttpFixture(PLACES, StallDetector.PATIENCE)) {
      assertThat(get(server.port, "/api/trace").statusCode()).isEqualTo(400);
      try (var stream = server.connect()) {
        write(
            stream,
            "GET /api/trace HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n\r\n");
        assertThat(readUntil(stream, "retry")).contains("200 OK");
      }
      try (var stream = server.connect("127.0.0.1")) {
        write(
            stream,
            String.join(
                "\r\n",
                "GET /api/trace HTTP/1.1",
                "Host: 127.0.0.1",
                "X-Forwarded-For: 10.0.0.1",
                "Accept: text/event-stream",
                "",
                ""));
        assertThat(readUntil(stream, "\r\n\r\n")).as("a proxy without the token").contains("401");
      }
    }
  }

  @Test
  void readers_of_events_on_one_host_leave_room_for_others() throws Exception {
    try (var server = new HttpFixture(PLACES, StallDetector.PATIENCE)) {
      var readers = new ArrayList<Socket>();
      var head = "GET /api/events HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n\r\n";
      for (int i = 0; i < EventStreams.MAX_STREAMS / 2; i++) {
        var reader = server.connect();
        write(reader, head);
        assertThat(readUntil(reader, "retry")).contains("200 OK");
        readers.add(reader);
      }
      try (var late = server.connect()) {
        write(late, head);
        assertThat(readUntil(late, "another server")).contains("503");
      }
      for (var reader : readers) reader.close();
      Awaitility.await("the others' places are free again")
          .atMost(Duration.ofSeconds(20))
          .until(
              () -> {
                try (var next = server.connect()) {
                  write(next, head);
                  return readUntil(next, "\r\n\r\n").contains("200 OK");
                }
              });
    }
  }

  private static void write(Socket socket, String request) throws IOException {
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
  }

  /** Everything that comes up to {@code end}. */
  private static String readUntil(Socket socket, String end) throws IOException {
    var read = new StringBuilder();
    while (read.indexOf(end) < 0) {
      int next = socket.getInputStream().read();
      if (next < 0) return read.toString();
      read.append((char) next);
    }
    return read.toString();
  }

  @Test
  void slow_requests_and_handshakes_of_one_host_end_and_leave_a_way_in() throws Exception {
    var node = TestCertificates.node(TestCertificates.authority(), "n", "127.0.0.1");
    var patience = StallDetector.PATIENCE;
    // The engine's own patience is longer than the test's.
    try (var plain = new HttpFixture(PLACES, patience, A_MINUTE, Optional.empty());
        var encrypted =
            new HttpFixture(PLACES, patience, A_MINUTE, Optional.of(node::serveClient))) {
      var requests = slow(plain, "GET / HT".getBytes(StandardCharsets.US_ASCII));
      var handshakes = slow(encrypted, new byte[] {0x16, 3, 1, 2});
      assertThat(get(plain.port, "/alive").statusCode()).isEqualTo(200);
      assertThat(encryptedAlive(encrypted.port)).contains(" 200 ");
      var deaf = encrypted.connect();
      askAndGoDeaf(deaf);
      for (var slow : List.of(requests, handshakes)) {
        assertThat(isEnded(slow.get(0))).as("the oldest makes room").isTrue();
        assertThat(isEnded(slow.get(slow.size() - 1))).as("the last is late").isTrue();
        for (var socket : slow) socket.close();
      }
      deaf.getInputStream().readAllBytes(); // until the end, which a client is not asked for
      deaf.close();
    }
  }

  /** Gets an answer that is the last, and answers nothing to the end of the encryption. */
  private static void askAndGoDeaf(Socket socket) throws IOException {
    var sockets = TestCertificates.stranger().getSocketFactory();
    var over = sockets.createSocket(socket, "127.0.0.1", socket.getPort(), false);
    over.getOutputStream().write(LAST_REQUEST.getBytes(StandardCharsets.US_ASCII));
    assertThat(over.getInputStream().read()).isEqualTo('H');
  }

  private static List<Socket> slow(HttpFixture server, byte[] begun) throws IOException {
    var slow = new ArrayList<Socket>();
    for (int i = 0; i < 2 * ConnectionTable.MAX_WAITING; i++) {
      var socket = server.connect();
      socket.setSoTimeout((int) Duration.ofSeconds(20).toMillis());
      socket.getOutputStream().write(begun);
      slow.add(socket);
    }
    return slow;
  }

  private static String encryptedAlive(int port) throws IOException {
    try (var socket =
        TestCertificates.stranger().getSocketFactory().createSocket("127.0.0.1", port)) {
      socket.getOutputStream().write(LAST_REQUEST.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  private static HttpResponse<String> get(int port, String path) throws Exception {
    return ask(port, "GET", path);
  }

  private static HttpResponse<String> ask(int port, String method, String path) throws Exception {
    var request = request(port, path).method(method, HttpRequest.BodyPublishers.noBody()).build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
  }

  private static HttpResponse<String> operator(int port, String path) throws Exception {
    return asOperator(port, "POST", path);
  }

  private static HttpResponse<String> asOperator(int port, String method, String path)
      throws Exception {
    var request =
        request(port, path)
            .header("Authorization", "Bearer token")
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
  }

  private static HttpRequest asOperator(int port, String path) {
    return request(port, path)
        .header("Authorization", "Bearer token")
        .POST(HttpRequest.BodyPublishers.noBody())
        .build();
  }

  private static HttpRequest.Builder request(int port, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
  }

  private static HttpResponse<String> post(int port, int bytes) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/drain"))
            .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[bytes]))
            .build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
  }

  /** Waits for it. A node need not have read what it ends. */
  private static boolean isEnded(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketException e) {
      return true;
    }
  }

  private static boolean isReset(OutputStream out) {
    try {
      out.write(frame("{}"));
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  /** A short text as a browser sends it (RFC 6455, 5.2), under a mask of zeros. */
  private static byte[] frame(String text) {
    var payload = text.getBytes(StandardCharsets.US_ASCII);
    assertThat(payload).hasSizeLessThan(126);
    return ByteBuffer.allocate(6 + payload.length)
        .put((byte) 0x81)
        .put((byte) (0x80 | payload.length))
        .putInt(0)
        .put(payload)
        .array();
  }

  /** What a browser that asks whether anybody is there is told first. */
  private static String firstAnswer(int port) throws Exception {
    var answer = new CompletableFuture<String>();
    var listener =
        new WebSocket.Listener() {
          @Override
          public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
            answer.complete(text.toString());
            return CompletableFuture.completedFuture(null);
          }
        };
    var uri = URI.create("ws://127.0.0.1:" + port + "/chat");
    var socket = HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(uri, listener).join();
    socket.sendText("{\"op\":\"ping\"}", true).join();
    try {
      return answer.get(10, TimeUnit.SECONDS);
    } finally {
      socket.abort();
    }
  }
}
