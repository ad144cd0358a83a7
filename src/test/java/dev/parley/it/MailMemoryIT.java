package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Mail for people who do not read it, until the servers take no more: nodes of a small heap. */
@Timeout(120)
class MailMemoryIT {
  private static final String HEAP = "-Xmx96m";

  /** One sender may fill a mailbox: it takes fewer accounts to fill the servers. */
  private static final String[] ONE_SENDER = {
    "-Dparley.mail.per-sender=0",
    "-Dparley.mail.per-sender-bytes=0",
    "-Dparley.mail.from-strangers=0"
  };

  private static final String MULTICAST_OFF = "-Dparley.multicast.enabled=false";
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final String PADDING = "x".repeat(4_000);

  /** The mailboxes alone would take more than the heap: each takes 16 MiB of text. */
  private static final int RECEIVERS = 8;

  private static final int TOGETHER = 200;

  @TempDir Path directory;

  /** What each receiver must be shown. */
  private final Map<String, List<String>> accepted = new TreeMap<>();

  @Test
  void one_account_fills_the_servers_and_they_refuse_and_live_and_lose_nothing() throws Exception {
    try (var cluster = new Cluster(directory, properties(HEAP))) {
      var nodes = new NodeProcess[] {cluster.start(), cluster.start(), cluster.start()};
      cluster.awaitView(nodes);
      var refusal = fill(nodes[0], "fang", "receiver");
      assertThat(refusal.path("text").asText()).contains("no room for more mail");
      assertThat(refusal.path("retryAfterMs").asLong()).isPositive();
      for (var node : nodes) {
        awaitHealth(node, "degraded", "new mail is refused");
        var mailboxes = report(node).path("mailboxes");
        assertThat(mailboxes.path("bytes").asLong())
            .isBetween(mailboxes.path("limit").asLong() / 2, mailboxes.path("limit").asLong());
        assertThat(lines(node, "mail is refused")).isEqualTo(1);
      }

      for (var node : nodes) node.signal("KILL");
      for (var node : nodes) node.waitFor(10);
      for (int i = 0; i < nodes.length; i++) nodes[i] = cluster.start(nodes[i].port());
      cluster.awaitView(nodes);
      readAll(nodes[1]);
      for (var node : nodes) awaitHealth(node, "good", "");
      try (var fang = JsonClient.login(nodes[2].port(), "fang", "another client")) {
        assertThat(fang.send("receiver0", "there is room", 1).path("ev").asText())
            .isEqualTo("accepted");
      }
    }
  }

  @Test
  void two_full_servers_meet_and_have_the_mail_of_both_and_start_with_it() throws Exception {
    int one = Cluster.freePort();
    var seed = "-Dparley.seeds=127.0.0.1:" + (one + 10_000);
    try (var apart = new Cluster(directory, properties(HEAP, MULTICAST_OFF))) {
      var nodes = new NodeProcess[] {apart.start(one), apart.start()};
      fill(nodes[0], "fang", "receiver");
      fill(nodes[1], "mei", "other");

      nodes[1].kill();
      apart.withEach(port -> seed);
      nodes[1] = apart.start(nodes[1].port());
      apart.awaitView(nodes);
      for (var node : nodes) {
        awaitHealth(node, "degraded", "new mail is refused");
        var mailboxes = report(node).path("mailboxes");
        assertThat(mailboxes.path("messages").asInt()).isEqualTo(acceptedMessages());
        assertThat(mailboxes.path("bytes").asLong())
            .isGreaterThan(mailboxes.path("limit").asLong() * 3 / 2);
      }
      // One comes back to the other, and then both to nothing but their disks.
      nodes[1].kill();
      nodes[1] = apart.start(nodes[1].port());
      apart.awaitView(nodes);
      for (var node : nodes) node.kill();
      for (int i = 0; i < nodes.length; i++) nodes[i] = apart.start(nodes[i].port());
      apart.awaitView(nodes);
      readAll(nodes[0]);
      for (var node : nodes) awaitHealth(node, "good", "");
    }
  }

  private static String[] properties(String... more) {
    return Stream.concat(Stream.of(ONE_SENDER), Stream.of(more)).toArray(String[]::new);
  }

  /** Writes to some who are away until that is refused; gives the refusal. */
  private JsonNode fill(NodeProcess node, String sender, String receivers) {
    JsonClient.register(node.port(), sender);
    var names = IntStream.range(0, RECEIVERS).mapToObj(i -> receivers + i).toList();
    for (var name : names) JsonClient.register(node.port(), name);
    while (true) {
      try (var client = JsonClient.login(node.port(), sender, "client")) {
        long first = client.awaitEvent("welcome").path("nextSeq").asLong();
        var sent = new TreeMap<String, String>();
        for (long seq = first; seq < first + TOGETHER; seq++) {
          var to = names.get((int) (seq % names.size()));
          var text = seq + " " + PADDING;
          long number = seq;
          sent.put(
              client.post("send", s -> s.put("to", to).put("text", text).put("seq", number)),
              to + " " + text);
        }
        awaitAnswers(client, sent.size() + 1);
        for (var event : client.events()) {
          var message = sent.get(event.path("re").asText());
          if (message == null || !event.path("ev").asText().equals("accepted")) continue;
          var parts = message.split(" ", 2);
          accepted.computeIfAbsent(parts[0], n -> new ArrayList<>()).add(parts[1]);
        }
        var refused =
            client.events().stream()
                .filter(event -> event.path("code").asText().equals("MAILBOX_FULL"))
                .findFirst();
        if (refused.isPresent()) return refused.get();
      }
    }
  }

  private static void awaitAnswers(JsonClient client, int count) {
    Awaitility.await(count + " answers")
        .until(() -> client.events().stream().filter(e -> e.has("re")).count() >= count);
  }

  private int acceptedMessages() {
    return accepted.values().stream().mapToInt(List::size).sum();
  }

  /** All of it was accepted, and nothing comes that was refused. */
  private void readAll(NodeProcess node) {
    assertThat(acceptedMessages()).isGreaterThan(1_000);
    accepted.forEach(
        (name, texts) -> {
          try (var reader = JsonClient.login(node.port(), name, "reader")) {
            Awaitility.await(texts.size() + " messages for " + name)
                .until(
                    () -> {
                      int count = reader.texts().size();
                      if (count > 0) reader.ack(count);
                      return count >= texts.size();
                    });
            assertThat(new TreeSet<>(reader.texts())).isEqualTo(new TreeSet<>(texts));
          }
        });
  }

  private static void awaitHealth(NodeProcess node, String word, String reason) {
    Awaitility.await("health " + word + " at " + node.port())
        .until(
            () -> {
              var report = report(node);
              return report.path("health").asText().equals(word)
                  && report.path("healthReason").asText().contains(reason);
            });
  }

  private static long lines(NodeProcess node, String part) {
    return node.output().stream().filter(line -> line.contains(part)).count();
  }

  private static JsonNode report(NodeProcess node) throws Exception {
    var uri = URI.create("http://127.0.0.1:" + (node.port() + 20_000) + "/api/cluster");
    var answer = HTTP.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    return new ObjectMapper().readTree(answer.body());
  }
}
