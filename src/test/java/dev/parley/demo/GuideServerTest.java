package dev.parley.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GuideServerTest {
  private static final String TOKEN = "secret";

  private final List<String> done = Collections.synchronizedList(new ArrayList<>());
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile Stage.State state = Stage.State.RUNNING;
  private HttpServer node;
  private GuideServer guide;

  private final class Played implements Stage {
    @Override
    public List<Server> servers() {
      return List.of(new Server(node.getAddress().getPort(), "n-a", state, false, 0));
    }

    @Override
    public Optional<String> act(Act act, int port) {
      done.add(act.word());
      if (act == Act.FREEZE) state = State.FROZEN;
      return act == Act.RESUME ? Optional.of("It does not stand still.") : Optional.empty();
    }

    @Override
    public List<String> users() {
      return List.of("fang");
    }

    @Override
    public Optional<String> write(String user) {
      done.add("write " + user);
      return Optional.empty();
    }
  }

  @BeforeEach
  void start() throws IOException {
    node = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    node.setExecutor(Executors.newCachedThreadPool());
    node.createContext(
        "/",
        exchange -> {
          try (exchange) {
            var path = exchange.getRequestURI().toString();
            exchange.getResponseHeaders().set("Content-Security-Policy", "default-src 'none'");
            exchange.getResponseHeaders().set("X-Other", "not passed on");
            exchange.sendResponseHeaders(path.startsWith("/none") ? 404 : 200, 0);
            exchange.getResponseBody().write(("page of " + path + "\n").getBytes(UTF_8));
            exchange.getResponseBody().flush();
            if (path.equals("/stream")) ended.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    node.start();
    guide = GuideServer.start(0, TOKEN, new Played(), 0);
  }

  @AfterEach
  void stop() {
    ended.countDown();
    guide.close();
    node.stop(0);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + guide.port() + path));
  }

  private static HttpResponse<String> send(HttpRequest request) throws Exception {
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String act, String token) throws Exception {
    var path = act.replace("PORT", Integer.toString(node.getAddress().getPort()));
    var asked = request("/api/demo/" + path).POST(HttpRequest.BodyPublishers.noBody());
    return send(asked.header("Authorization", "Bearer " + token).build());
  }

  @Test
  void it_passes_on_what_a_server_answers_with_the_headers_that_protect_the_page()
      throws Exception {
    var page = send(request("/learn?x=%20y").build());
    assertThat(page.body()).isEqualTo("page of /learn?x=%20y\n");
    assertThat(page.headers().firstValue("Content-Security-Policy")).contains("default-src 'none'");
    assertThat(page.headers().firstValue("X-Other")).isEmpty();
    assertThat(send(request("/none").build()).statusCode()).isEqualTo(404);
  }

  @Test
  void it_does_what_it_is_asked_to_for_whoever_has_the_token_and_for_nobody_else()
      throws Exception {
    assertThat(post("stop/PORT", "wrong").statusCode()).isEqualTo(401);
    assertThat(done).isEmpty();
    var answer = post("stop/PORT", TOKEN);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("\"node\":\"n-a\"", "\"state\":\"running\"");
    assertThat(post("write/fang", TOKEN).statusCode()).isEqualTo(200);
    assertThat(done).containsExactly("stop", "write fang");
  }

  @Test
  void what_cannot_be_done_is_refused_with_a_sentence() throws Exception {
    assertThat(post("resume/PORT", TOKEN).body()).contains("It does not stand still.");
    for (var act : List.of("stop/1", "explode/PORT", "stop", "stop/PORT/x", "stop/%2e%2e"))
      assertThat(post(act, TOKEN).statusCode()).as(act).isEqualTo(409);
    var deletes = request("/api/demo").DELETE().header("Authorization", "Bearer " + TOKEN);
    assertThat(send(deletes.build()).statusCode()).isEqualTo(405);
    assertThat(done).containsExactly("resume");
  }

  @Test
  void a_page_of_another_place_reaches_it_neither_under_its_own_name_nor_by_a_request()
      throws Exception {
    for (var headers :
        List.of(
            "Host: evil.example:" + guide.port() + "\r\n",
            "Host: 127.0.0.1:" + guide.port() + "\r\nOrigin: http://evil.example\r\n")) {
      var head = "POST /api/demo/stop/1 HTTP/1.1\r\nAuthorization: Bearer " + TOKEN + "\r\n";
      assertThat(raw(head + headers)).contains(" 403 ").doesNotContain("Access-Control");
      assertThat(raw("GET /api/demo HTTP/1.1\r\n" + headers)).contains(" 403 ");
    }
    assertThat(done).isEmpty();
  }

  private String raw(String head) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), guide.port())) {
      var all = head + "Content-Length: 0\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(all.getBytes(UTF_8));
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }

  @Test
  void a_stream_of_a_server_that_is_frozen_ends_and_then_no_server_is_shown() throws Exception {
    var stream =
        HttpClient.newHttpClient()
            .send(request("/stream").build(), HttpResponse.BodyHandlers.ofInputStream())
            .body();
    assertThat(new String(stream.readNBytes("page of".length()), UTF_8)).isEqualTo("page of");
    assertThat(post("freeze/PORT", TOKEN).body()).contains("\"shown\":null");
    assertThat(ends(stream)).isTrue();
    assertThat(send(request("/learn").build()).statusCode()).isEqualTo(503);
  }

  /** Both ways to end are one for a page. */
  private static boolean ends(java.io.InputStream stream) {
    try {
      stream.readAllBytes();
    } catch (IOException e) {
      return true;
    }
    return true;
  }
}
