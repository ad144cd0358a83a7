package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real nodes, all killed with -9 at once, and started again from their data directories. */
class RestartIT {
  private static final int MESSAGES = 400;

  @TempDir Path directory;
  private Cluster cluster;

  @BeforeEach
  void begin() {
    cluster = new Cluster(directory, "-Dparley.mail.from-strangers=0");
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  @Test
  void what_was_accepted_outlives_the_death_of_all_nodes_and_comes_once_and_in_order() {
    var nodes = startThree();
    JsonClient.register(nodes.get(0).port(), "fang");
    JsonClient.register(nodes.get(1).port(), "mei");
    JsonClient.register(nodes.get(2).port(), "shao");
    int accepted;
    try (var fang = JsonClient.login(nodes.get(0).port(), "fang", "client-of-fang");
        var mei = JsonClient.login(nodes.get(2).port(), "mei", "client-of-mei")) {
      assertThat(fang.send("shao", "fang 1", 1).path("copies").asInt()).isGreaterThan(1);
      mei.send("shao", "mei 1", 1);
      for (int i = 2; i <= MESSAGES; i++) post(fang, "fang " + i, i);
      // In the middle of it all.
      Awaitility.await("some are accepted").until(() -> accepted(fang) > MESSAGES / 4);
      nodes.forEach(node -> node.signal("KILL"));
      nodes.forEach(node -> node.waitFor(10));
      accepted = accepted(fang);
    }

    var again = restart(nodes.get(2), nodes.get(0), nodes.get(1));
    try (var fang = JsonClient.login(again.get(0).port(), "fang", "client-of-fang")) {
      var resent = fang.send("shao", "fang 1", 1);
      assertThat(resent.path("duplicate").asBoolean()).as(resent.toString()).isTrue();
      // At least the last one, if the nodes were quick to accept all of them.
      for (int i = Math.min(accepted + 1, MESSAGES); i <= MESSAGES; i++) post(fang, "fang " + i, i);
      fang.await("the last is accepted", RestartIT::isLast);
    }
    try (var shao = JsonClient.login(again.get(1).port(), "shao", "client-of-shao")) {
      ackAll(shao, MESSAGES + 1);
      assertThat(shao.texts().stream().filter(text -> text.startsWith("mei")))
          .containsExactly("mei 1");
      assertThat(shao.texts().stream().filter(text -> text.startsWith("fang")))
          .as("accepted before: " + accepted)
          .isEqualTo(numbered("fang ", MESSAGES));
    }
  }

  @Test
  void what_was_shown_is_not_shown_again_after_the_death_of_all_nodes() {
    var nodes = startThree();
    JsonClient.register(nodes.get(0).port(), "fang");
    JsonClient.register(nodes.get(0).port(), "shao");
    try (var fang = JsonClient.login(nodes.get(0).port(), "fang", "c1");
        var shao = JsonClient.login(nodes.get(1).port(), "shao", "c2")) {
      fang.send("shao", "shown", 1);
      fang.send("shao", "not acknowledged", 2);
      shao.awaitText("not acknowledged");
      shao.ack(1);
      fang.await("the delivery", event -> event.path("ev").asText().equals("delivered"));
    }
    nodes.forEach(node -> node.signal("KILL"));
    nodes.forEach(node -> node.waitFor(10));

    var again = restart(nodes.get(0), nodes.get(2), nodes.get(1));
    try (var shao = JsonClient.login(again.get(2).port(), "shao", "c2")) {
      shao.awaitEvent("unread-end");
      assertThat(shao.texts()).containsExactly("not acknowledged");
    }
  }

  @Test
  void one_node_that_comes_back_alone_has_what_it_had_and_says_one_copy() {
    var nodes = startThree();
    JsonClient.register(nodes.get(0).port(), "fang");
    JsonClient.register(nodes.get(0).port(), "shao");
    try (var fang = JsonClient.login(nodes.get(0).port(), "fang", "c1")) {
      fang.send("shao", "one", 1);
    }
    nodes.forEach(node -> node.signal("KILL"));
    nodes.forEach(node -> node.waitFor(10));

    var alone = cluster.start(nodes.get(0).port());
    try (var fang = JsonClient.login(alone.port(), "fang", "c1");
        var shao = JsonClient.login(alone.port(), "shao", "c2")) {
      assertThat(fang.send("shao", "two", 2).path("copies").asInt()).isEqualTo(1);
      shao.awaitText("two");
      assertThat(shao.texts()).containsExactly("one", "two");
    }
  }

  @Test
  void a_node_that_was_away_fetches_what_was_read_meanwhile() throws SQLException {
    var stays = cluster.start();
    var goes = cluster.start();
    cluster.awaitView(stays, goes);
    JsonClient.register(stays.port(), "fang");
    JsonClient.register(stays.port(), "shao");
    goes.kill();
    cluster.awaitView(stays);
    try (var fang = JsonClient.login(stays.port(), "fang", "c1");
        var shao = JsonClient.login(stays.port(), "shao", "c2")) {
      for (int i = 1; i <= MESSAGES; i++) post(fang, "fang " + i, i);
      ackAll(shao, MESSAGES);
      fang.await("the last is accepted", RestartIT::isLast);
    }
    var back = cluster.start(goes.port());
    back.awaitLine("archive: " + MESSAGES + " messages fetched from ");
    back.terminate();
    var store = directory.resolve(Integer.toString(back.port())).resolve("chat.db");
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + store);
        var statement = connection.createStatement();
        var row = statement.executeQuery("select body from history order by seq")) {
      var texts = new ArrayList<String>();
      while (row.next()) texts.add(row.getString(1));
      assertThat(texts).isEqualTo(numbered("fang ", MESSAGES));
    }
  }

  private List<NodeProcess> startThree() {
    var nodes = List.of(cluster.start(), cluster.start(), cluster.start());
    cluster.awaitView(nodes.toArray(NodeProcess[]::new));
    return nodes;
  }

  private List<NodeProcess> restart(NodeProcess... killed) {
    var nodes = new ArrayList<NodeProcess>();
    for (var node : killed) nodes.add(cluster.start(node.port()));
    cluster.awaitView(nodes.toArray(NodeProcess[]::new));
    return nodes;
  }

  private static void post(JsonClient client, String text, long seq) {
    client.post("send", send -> send.put("to", "shao").put("text", text).put("seq", seq));
  }

  private static int accepted(JsonClient client) {
    return (int) client.events().stream().filter(RestartIT::isAccepted).count();
  }

  private static boolean isAccepted(JsonNode event) {
    return event.path("ev").asText().equals("accepted");
  }

  private static boolean isLast(JsonNode event) {
    return isAccepted(event) && event.path("seq").asInt() == MESSAGES;
  }

  /** Acknowledges what comes, as the server pushes only so much ahead. */
  private static void ackAll(JsonClient client, int count) {
    Awaitility.await(count + " messages")
        .until(
            () -> {
              client.ack(client.texts().size());
              return client.texts().size() >= count;
            });
  }

  private static List<String> numbered(String prefix, int count) {
    var texts = new ArrayList<String>();
    for (int i = 1; i <= count; i++) texts.add(prefix + i);
    return texts;
  }
}
