package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.model.UserName;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node whose console is a pipe that nobody reads. */
class UnreadConsoleIT {
  private static final int PORT = 1971;

  /** Of the longest form, so that few acts of the operator fill a pipe, which takes 64 KiB. */
  private static final String NAME = "fang".repeat(UserName.MAX_LENGTH / 4);

  /** Each logs a line with the name, of at least 80 bytes. */
  private static final int ACTS = 1_000;

  @TempDir private Path data;

  @Test
  void a_node_serves_clients_and_stops_cleanly_though_nobody_reads_its_console() throws Exception {
    var properties =
        List.of("-Dparley.passwords.iterations=4096", "-Dparley.cluster=unread-" + PORT);
    var process =
        new ProcessBuilder(NodeProcess.command(List.of(), PORT, data, properties))
            .redirectErrorStream(true)
            .start();
    try {
      awaitServing();
      try (var client = JsonClient.connect(PORT)) {
        client.request("register", r -> r.put("name", NAME).put("password", "correct horse"));
        var kick =
            new Operator(PORT, data)
                .request("/api/users/" + NAME + "/kick")
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        var http = HttpClient.newHttpClient();
        for (int i = 0; i < ACTS; i++) {
          var answer = http.send(kick, HttpResponse.BodyHandlers.ofString());
          assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        }
        assertThat(client.request("ping", r -> {}).path("ev").asText()).isEqualTo("pong");
      }
      process.toHandle().destroy(); // Process.destroy would close the pipe
      assertThat(process.waitFor(5, TimeUnit.SECONDS)).as("stopped in time").isTrue();
      assertThat(process.exitValue()).isZero();
      var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(said).contains("is ready: telnet").hasSizeGreaterThan(60_000);
    } finally {
      Termination.kill(process.toHandle());
    }
  }

  private static void awaitServing() {
    Awaitility.await("a leader at " + PORT)
        .atMost(Duration.ofSeconds(30))
        .ignoreException(UncheckedIOException.class)
        .until(
            () -> {
              try (var client = JsonClient.connect(PORT)) {
                var status = client.request("status", r -> {});
                return status.path("state").asText().equals("member");
              }
            });
  }
}
