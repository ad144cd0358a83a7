package dev.parley.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;

/**
 * One of the two who write to each other in the demonstration: a program that stays logged in at
 * some server that runs, reads what comes, and sends what it is told to, once. On a thread of its
 * own. Safe for several threads.
 */
public final class GuideUser implements AutoCloseable {
  /** Texts that wait for a server; one more is refused. */
  static final int MAX_WAITING = 16;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int CONNECT_MS = 2_000;
  private static final long AGAIN_AFTER_MS = 500;

  /** As {@code login} and the others need it, beside the password. */
  private record Name(String own, String other, String password) {}

  private record Waiting(long seq, String text) {}

  private final Name name;
  private final Supplier<java.util.OptionalInt> server;
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private final Thread thread;
  private Socket socket = new Socket();
  private boolean isLoggedIn;
  private long nextSeq = 1;
  private volatile int at;
  private volatile boolean isEnded;

  /** {@code server}: the port for clients of a server that runs. */
  public GuideUser(
      String own, String other, String password, Supplier<java.util.OptionalInt> server) {
    this.name = new Name(own, other, password);
    this.server = server;
    thread = new Thread(this::run, "user " + own);
    thread.setDaemon(true);
    thread.start();
  }

  /** Returns false if too much waits already. */
  public synchronized boolean write(String text) {
    if (waiting.size() == MAX_WAITING) return false;
    var message = new Waiting(nextSeq++, text);
    waiting.addLast(message);
    if (isLoggedIn) send(message);
    return true;
  }

  /** The port of the server at which this user is, or was last. */
  public int at() {
    return at;
  }

  /** The server at this port is gone: the user goes to another one. */
  public void leave(int port) {
    if (at == port) hangUp();
  }

  private void run() {
    while (!isEnded) {
      var port = server.get();
      try {
        if (port.isPresent()) live(port.getAsInt());
      } catch (IOException e) {
        // The server has gone; there may be another one.
      }
      onLost();
      pause();
    }
  }

  private void live(int port) throws IOException {
    at = port;
    try (var connection = connect(port)) {
      var lines = new BufferedReader(new InputStreamReader(connection.getInputStream(), UTF_8));
      say(
          command("login")
              .put("name", name.own())
              .put("password", name.password())
              .put("client", "guide"));
      for (var line = lines.readLine(); line != null; line = lines.readLine())
        on(JSON.readTree(line));
    }
  }

  private Socket connect(int port) throws IOException {
    var connection = new Socket();
    synchronized (this) {
      socket = connection;
    }
    connection.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MS);
    return connection;
  }

  private synchronized void on(JsonNode event) throws IOException {
    var kind = event.path("ev").asText();
    if (kind.equals("welcome")) onWelcome(event.path("nextSeq").asLong());
    else if (kind.equals("accepted")) forget(event.path("seq").asLong());
    else if (kind.equals("message")) say(command("ack").put("n", event.path("n").asLong()));
    else if (kind.equals("closing") || kind.equals("error")) hangUp(); // and tries again
  }

  /** What was accepted before the connection was lost is not sent again. */
  private void onWelcome(long next) {
    isLoggedIn = true;
    while (!waiting.isEmpty() && waiting.getFirst().seq() < next) waiting.removeFirst();
    // A cluster that knew this client before goes on with its numbers.
    if (waiting.isEmpty()) nextSeq = next;
    waiting.forEach(this::send);
  }

  private void forget(long seq) {
    waiting.removeIf(message -> message.seq() <= seq);
  }

  private void send(Waiting message) {
    try {
      say(
          command("send")
              .put("seq", message.seq())
              .put("to", name.other())
              .put("text", message.text()));
    } catch (IOException e) {
      hangUp();
    }
  }

  private static ObjectNode command(String op) {
    return JSON.createObjectNode().put("op", op).put("id", op);
  }

  private synchronized void say(ObjectNode command) throws IOException {
    socket.getOutputStream().write((command + "\n").getBytes(UTF_8));
  }

  private synchronized void onLost() {
    isLoggedIn = false;
  }

  private synchronized void hangUp() {
    try {
      socket.close();
    } catch (IOException e) {
      // It is closed.
    }
  }

  private static void pause() {
    try {
      Thread.sleep(AGAIN_AFTER_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    isEnded = true;
    hangUp();
  }
}
