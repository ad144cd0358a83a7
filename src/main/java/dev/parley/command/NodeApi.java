package dev.parley.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.store.RunningNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.util.Optional;
import java.util.function.Consumer;
import javax.net.ssl.HttpsURLConnection;
import org.jspecify.annotations.Nullable;

/** Asks a node of this machine, with the token of its data directory. */
final class NodeApi {
  /** A node that is busy answers with a sentence before this. */
  private static final int PATIENCE_MS = 15_000;

  private static final int OK = 200;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What the node answered. */
  record Answer(int code, String body) {
    boolean isOk() {
      return code == OK;
    }
  }

  private final RunningNode node;
  private final String token;

  NodeApi(RunningNode node, String token) {
    this.node = node;
    this.token = token;
  }

  /** The address for clients. */
  String client() {
    return node.client();
  }

  /** The report at {@code path}. */
  JsonNode report(String path) {
    return checked(ask("GET", path, ""));
  }

  String text(String path) {
    var answer = ask("GET", path, "");
    if (!answer.isOk()) throw refused(answer);
    return answer.body();
  }

  JsonNode post(String path, String body) {
    return checked(ask("POST", path, body));
  }

  JsonNode delete(String path) {
    return checked(ask("DELETE", path, ""));
  }

  private static JsonNode checked(Answer answer) {
    if (!answer.isOk()) throw refused(answer);
    try {
      return JSON.readTree(answer.body());
    } catch (JsonProcessingException e) {
      throw new CommandProblem(
          CommandProblem.NO_ANSWER, "What answers there is no node of this version.");
    }
  }

  private static CommandProblem refused(Answer answer) {
    String sentence;
    try {
      sentence = JSON.readTree(answer.body()).path("error").asText(answer.body());
    } catch (JsonProcessingException e) {
      sentence = answer.body();
    }
    return new CommandProblem(CommandProblem.REFUSED, sentence.strip());
  }

  /** The answer, whatever it is; nobody's is a {@link CommandProblem}. */
  Answer ask(String method, String path, String body) {
    return tryAsk(method, path, body)
        .orElseThrow(
            () ->
                new CommandProblem(
                    CommandProblem.NO_ANSWER,
                    "No node answers at " + node.page() + ": it does not run, or stands still."));
  }

  Optional<Answer> tryAsk(String method, String path, String body) {
    try {
      return Optional.of(exchange(method, path, body));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * Gives each line of what the node goes on to send at {@code path} to {@code reader}, until it
   * ends; IOException if it ends by a fault, as when the node does.
   */
  void follow(String path, Consumer<String> reader) throws IOException {
    var connection = connection(path);
    try {
      connection.setRequestProperty("Accept", "text/event-stream");
      int code = connection.getResponseCode();
      if (code != OK) throw refused(new Answer(code, text(connection.getErrorStream())));
      try (var lines =
          new BufferedReader(new InputStreamReader(connection.getInputStream(), UTF_8))) {
        for (var line = lines.readLine(); line != null; line = lines.readLine())
          reader.accept(line);
      }
    } finally {
      connection.disconnect();
    }
  }

  private HttpURLConnection connection(String path) throws IOException {
    var url = node.page().resolve(path).toURL();
    var connection = (HttpURLConnection) url.openConnection(Proxy.NO_PROXY);
    if (connection instanceof HttpsURLConnection encrypted) trust(encrypted);
    connection.setConnectTimeout(PATIENCE_MS);
    connection.setReadTimeout(PATIENCE_MS);
    connection.setRequestProperty("Authorization", "Bearer " + token);
    return connection;
  }

  private static String text(@Nullable InputStream in) throws IOException {
    return in == null ? "" : new String(in.readAllBytes(), UTF_8);
  }

  private Answer exchange(String method, String path, String body) throws IOException {
    var connection = connection(path);
    try {
      connection.setRequestMethod(method);
      if (method.equals("POST")) {
        connection.setDoOutput(true);
        try (var out = connection.getOutputStream()) {
          out.write(body.getBytes(UTF_8));
        }
      }
      int code = connection.getResponseCode();
      try (var in = code < 400 ? connection.getInputStream() : connection.getErrorStream()) {
        return new Answer(code, text(in));
      }
    } finally {
      connection.disconnect();
    }
  }

  /** The token goes to a node of the cluster only: the name of its host proves nothing more. */
  private void trust(HttpsURLConnection connection) {
    var own = node.fingerprint().orElse("");
    connection.setSSLSocketFactory(new ClusterSockets(own));
    connection.setHostnameVerifier((host, session) -> true);
  }
}
