package dev.parley.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.chat.accounts.SaltedPassword;
import dev.parley.chat.accounts.ScramClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** A client written from the client protocol's page alone: JSON lines over one TCP connection. */
public final class JsonClient implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long PATIENCE_SECONDS = 20;

  /** Events that a failure shows. */
  private static final int LATEST = 30;

  private final Socket socket;
  private final OutputStream out;
  private final List<JsonNode> events = new CopyOnWriteArrayList<>();
  private final AtomicLong nextId = new AtomicLong(1);
  private volatile boolean closed;

  private JsonClient(Socket socket) throws IOException {
    this.socket = socket;
    this.out = socket.getOutputStream();
    var reader = new Thread(this::read, "client of " + socket.getPort());
    reader.setDaemon(true);
    reader.start();
  }

  public static JsonClient connect(int port) {
    try {
      var socket = new Socket();
      socket.setTcpNoDelay(true);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5_000);
      return new JsonClient(socket);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Connects, registers if asked, and logs in; {@code client} is the id that survives fail-over.
   */
  public static JsonClient login(int port, String name, String client) {
    var connection = connect(port);
    var welcome =
        connection.request(
            "login",
            request ->
                request.put("name", name).put("password", password(name)).put("client", client));
    if (!"welcome".equals(welcome.path("ev").asText())) {
      throw new AssertionError("login of " + name + " at " + port + ": " + welcome);
    }
    return connection;
  }

  public static JsonNode register(int port, String name) {
    try (var connection = connect(port)) {
      return connection.request(
          "register", request -> request.put("name", name).put("password", password(name)));
    }
  }

  /** The password of a user that {@link #register} made. */
  static String password(String name) {
    return "correct horse " + name;
  }

  private void read() {
    try (var lines =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("{")) events.add(JSON.readTree(line));
      }
    } catch (IOException e) {
      // The server died: what this client's tests are about.
    } finally {
      closed = true;
    }
  }

  /** What fills in the fields of a request. */
  public interface Fields {
    void fill(ObjectNode request);
  }

  /** Sends a request and waits for its answer, whatever it is. */
  public JsonNode request(String op, Fields fields) {
    return answer(post(op, fields));
  }

  /** Sends a request and gives its id. */
  public String post(String op, Fields fields) {
    var id = "r" + nextId.getAndIncrement();
    var request = JSON.createObjectNode().put("op", op).put("id", id);
    fields.fill(request);
    write(request.toString());
    return id;
  }

  public JsonNode answer(String id) {
    return await("the answer to " + id, event -> event.path("re").asText().equals(id));
  }

  /**
   * Logs in as {@code client} without showing the password; the answer to the proof, or to the
   * login that got no challenge. A server that welcomes must have proven itself.
   */
  public JsonNode prove(String name, String password, String client) {
    var scram = new ScramClient(name, UUID.randomUUID().toString());
    var challenge =
        request(
            "login", r -> r.put("name", name).put("scram", scram.first()).put("client", client));
    if (!challenge.path("ev").asText().equals("challenge")) return challenge;
    var terms = scram.onChallenge(challenge.path("scram").asText()).orElseThrow();
    var salted = SaltedPassword.of(password, terms.salt(), terms.iterations()).orElseThrow();
    var answer = request("proof", r -> r.put("scram", scram.last(salted)));
    boolean isWelcome = answer.path("ev").asText().equals("welcome");
    if (isWelcome && !scram.isProven(answer.path("scram").asText(), salted))
      throw new AssertionError("the server has proven nothing: " + answer);
    return answer;
  }

  /** Sends numbered text and waits until it is accepted or refused. */
  public JsonNode send(String to, String text, long seq) {
    return request("send", request -> request.put("to", to).put("text", text).put("seq", seq));
  }

  public void ack(long n) {
    write(JSON.createObjectNode().put("op", "ack").put("n", n).toString());
  }

  public void write(String line) {
    try {
      synchronized (out) {
        out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for an event, also one that came already. */
  public JsonNode await(String what, Predicate<JsonNode> wanted) {
    try {
      Awaitility.await(what + " at the client of " + socket.getPort())
          .pollInterval(2, TimeUnit.MILLISECONDS)
          .atMost(PATIENCE_SECONDS, TimeUnit.SECONDS)
          .failFast(
              "the connection ended",
              () -> {
                if (closed && events.stream().noneMatch(wanted)) {
                  throw new AssertionError("closed before " + what + "; got " + events);
                }
              })
          .until(() -> events.stream().anyMatch(wanted));
    } catch (ConditionTimeoutException e) {
      var all = List.copyOf(events);
      var latest = all.subList(Math.max(0, all.size() - LATEST), all.size());
      throw new AssertionError(e.getMessage() + " Of " + all.size() + " events: " + latest, e);
    }
    return events.stream().filter(wanted).findFirst().orElseThrow();
  }

  public JsonNode awaitEvent(String ev) {
    return await(ev, event -> event.path("ev").asText().equals(ev));
  }

  public JsonNode awaitText(String text) {
    return await("message '" + text + "'", event -> event.path("text").asText().equals(text));
  }

  /** The texts of the messages so far, in the order in which they came. */
  public List<String> texts() {
    return events.stream()
        .filter(event -> event.path("ev").asText().equals("message"))
        .map(event -> event.path("text").asText())
        .toList();
  }

  public List<JsonNode> events() {
    return List.copyOf(events);
  }

  public boolean isClosed() {
    return closed;
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // Nothing is left to be done with it.
    }
  }
}
