package dev.parley.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.chat.accounts.SaltedPassword;
import dev.parley.chat.accounts.ScramClient;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;

/** A client without a thread of its own: whoever has it writes lines and reads them. */
final class RawClient implements Closeable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int PATIENCE_MS = 60_000;

  private final Socket socket = new Socket();
  private final InputStream in;

  RawClient(int port) throws IOException {
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MS);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MS);
    in = new BufferedInputStream(socket.getInputStream(), 1_024);
  }

  static String password(String name) {
    return "correct horse " + name;
  }

  static void register(int port, String name) throws IOException {
    try (var client = new RawClient(port)) {
      client.ask(
          "{\"op\":\"register\",\"id\":\"1\",\"name\":\"%s\",\"password\":\"%s\"}"
              .formatted(name, password(name)),
          "registered");
    }
  }

  /** Logs in by password; gives the ticket. */
  String login(String name) throws IOException {
    return ask(
            "{\"op\":\"login\",\"id\":\"1\",\"name\":\"%s\",\"password\":\"%s\",\"client\":\"c-%s\"}"
                .formatted(name, password(name), name),
            "welcome")
        .path("ticket")
        .asText();
  }

  void loginByTicket(String name, String ticket) throws IOException {
    ask(
        "{\"op\":\"login\",\"id\":\"1\",\"name\":\"%s\",\"ticket\":\"%s\",\"client\":\"c-%s\"}"
            .formatted(name, ticket, name),
        "welcome");
  }

  /**
   * Logs in without showing the password, as a client that keeps what it has salted: that is the
   * client's work, of 600,000 hashes, and done once for each name in {@code salted}.
   */
  void loginByProof(String name, Map<String, SaltedPassword> salted) throws IOException {
    loginByProof(name, "c-" + name, salted);
  }

  /** As above, as the client with this id, which knows rooms. */
  void loginByProof(String name, String client, Map<String, SaltedPassword> salted)
      throws IOException {
    var scram = new ScramClient(name, UUID.randomUUID().toString());
    var challenge =
        ask(
            ("{\"op\":\"login\",\"id\":\"1\",\"name\":\"%s\",\"scram\":\"%s\",\"client\":\"%s\","
                    + "\"version\":3}")
                .formatted(name, scram.first(), client),
            "challenge");
    var terms = scram.onChallenge(challenge.path("scram").asText()).orElseThrow();
    var password = salted.computeIfAbsent(name, n -> salt(n, terms));
    ask(
        "{\"op\":\"proof\",\"id\":\"2\",\"scram\":\"%s\"}".formatted(scram.last(password)),
        "welcome");
  }

  private static SaltedPassword salt(String name, ScramClient.Terms terms) {
    return SaltedPassword.of(password(name), terms.salt(), terms.iterations()).orElseThrow();
  }

  /** Events of other kinds are skipped. */
  JsonNode ask(String line, String event) throws IOException {
    write(line);
    return await(event);
  }

  void write(String line) throws IOException {
    socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
  }

  JsonNode await(String event) throws IOException {
    while (true) {
      var next = JSON.readTree(readLine());
      var kind = next.path("ev").asText();
      if (kind.equals(event)) return next;
      if (kind.equals("error")) throw new IOException(next.toString());
    }
  }

  String readLine() throws IOException {
    var line = new ByteArrayOutputStream(128);
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) throw new IOException("closed");
      line.write(next);
    }
    return line.toString(StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
