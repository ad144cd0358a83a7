package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A majority of the voters is lost for good, or is stopped: the ways back, with real nodes. */
class RecoveryIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** In which a node that is stopped must have ended. */
  private static final long STOP_SECONDS = 5;

  @TempDir Path directory;
  private Cluster cluster;

  @BeforeEach
  void begin() {
    cluster = new Cluster(directory);
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  @Test
  void the_last_of_three_goes_on_when_its_operator_says_that_the_others_are_lost()
      throws Exception {
    var nodes = started(3);
    var left = nodes.get(0);
    var lost = nodes.subList(1, 3);
    lost.forEach(NodeProcess::kill);
    for (var node : lost) FileTree.delete(data(node));
    cluster.awaitView(left);

    var refused = JsonClient.register(left.port(), "mei");
    assertThat(refused.path("code").asText()).isEqualTo("NO_QUORUM");
    assertThat(refused.path("text").asText()).contains("When a majority is lost for good");
    var plan = JSON.readTree(get(left, "/api/recover"));
    assertThat(plan.path("lost")).hasSize(2);
    assertThat(plan.path("cost").asText()).contains("destroy their data directories");
    assertThat(plan.path("confirm").asText()).isEqualTo("cluster=" + cluster.name());
    assertThat(post(left, "cluster=another").statusCode()).isEqualTo(400);
    assertThat(post(left, "{\"cluster\":\"\"}").statusCode()).isEqualTo(400);
    assertThat(post(left, "").statusCode()).as("told, not done").isEqualTo(200);
    assertThat(registry(left).path("generation").asInt()).isZero();

    var recovered = post(left, plan.path("confirm").asText());
    assertThat(recovered.statusCode()).as(recovered.body()).isEqualTo(200);
    assertThat(JSON.readTree(recovered.body()).path("voters")).hasSize(1);
    assertThat(registered(left, "mei")).as("at once").isTrue();
    assertThat(registry(left).path("generation").asInt()).isEqualTo(1);
    assertThat(post(left, plan.path("confirm").asText()).body()).contains("there is nothing to");

    // A new server at the address of a lost one.
    var fresh = cluster.start(lost.get(0).port());
    cluster.awaitView(left, fresh);
    awaitVoters(left, 2);
    awaitRegistered(fresh, "shao");
  }

  @Test
  void servers_that_come_back_after_a_recovery_have_no_vote_of_the_old_ones() throws Exception {
    var nodes = started(3);
    var left = nodes.get(0);
    var others = nodes.subList(1, 3);
    others.forEach(node -> node.signal("STOP"));
    cluster.awaitView(left);
    var confirmed = "{\"cluster\":\"" + cluster.name() + "\"}";
    var answers = post(left, confirmed);
    assertThat(answers.statusCode()).as("they live").isEqualTo(409);
    assertThat(answers.body()).contains("something answers at 127.0.0.1:");
    others.forEach(NodeProcess::kill);
    assertThat(post(left, confirmed).statusCode()).isEqualTo(200);
    assertThat(registered(left, "mei")).isTrue();

    // With what they have of before, where the two of them are a majority.
    left.signal("STOP");
    var back = others.stream().map(node -> cluster.start(node.port())).toList();
    cluster.awaitView(back.get(0), back.get(1));
    awaitRegistered(back.get(0), "shao");
    left.signal("CONT");
    cluster.awaitView(left, back.get(0), back.get(1));
    for (var node : back) {
      node.awaitLine("two sets of voters met");
      assertThat(registry(node).path("generation").asInt()).isEqualTo(1);
      assertThat(code(JsonClient.register(node.port(), "mei"))).isEqualTo("NAME_TAKEN");
    }
    assertThat(code(JsonClient.register(left.port(), "shao"))).isEqualTo("NAME_TAKEN");
    awaitVoters(left, 3);
  }

  @Test
  void two_of_five_go_on_when_the_others_are_stopped_at_once() throws Exception {
    var nodes = started(5);
    var stopped = nodes.subList(0, 3);
    long startNs = System.nanoTime();
    stopped.forEach(node -> node.signal("TERM"));
    for (var node : stopped) assertThat(node.waitFor(10)).isZero();
    long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startNs);
    assertThat(seconds).isLessThan(STOP_SECONDS);
    cluster.awaitView(nodes.get(3), nodes.get(4));
    awaitRegistered(nodes.get(3), "mei");
    // One that could not give its vote up within its second loses it when it is missed.
    awaitVoters(nodes.get(3), 2);

    // Of the last two none leaves the other alone with the vote.
    nodes.get(3).signal("TERM");
    nodes.get(4).signal("TERM");
    for (var node : nodes.subList(3, 5)) assertThat(node.waitFor(10)).isZero();
    var back = List.of(cluster.start(nodes.get(3).port()), cluster.start(nodes.get(4).port()));
    cluster.awaitView(back.get(0), back.get(1));
    awaitRegistered(back.get(0), "shao");
    assertThat(registry(back.get(0)).path("voters")).hasSize(2);
  }

  /** Nodes that all vote, and one account. */
  private List<NodeProcess> started(int count) throws Exception {
    var nodes = new ArrayList<NodeProcess>();
    for (int i = 0; i < count; i++) nodes.add(cluster.start());
    cluster.awaitView(nodes.toArray(NodeProcess[]::new));
    awaitRegistered(nodes.get(0), "fang");
    awaitVoters(nodes.get(0), count);
    return nodes;
  }

  private Path data(NodeProcess node) {
    return directory.resolve(Integer.toString(node.port()));
  }

  private void awaitVoters(NodeProcess node, int count) {
    Awaitility.await(count + " voters at " + node.port())
        .atMost(20, TimeUnit.SECONDS)
        .until(() -> registry(node).path("voters").size() == count);
  }

  private static JsonNode registry(NodeProcess node) throws Exception {
    return JSON.readTree(get(node, "/api/cluster")).path("registry");
  }

  private static String get(NodeProcess node, String path) throws Exception {
    return send(HttpRequest.newBuilder(uri(node, path)).build()).body();
  }

  private HttpResponse<String> post(NodeProcess node, String body) throws Exception {
    return send(
        new Operator(node.port(), data(node))
            .request("/api/recover")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build());
  }

  private static URI uri(NodeProcess node, String path) {
    return Operator.page(node.port(), path);
  }

  private static HttpResponse<String> send(HttpRequest request)
      throws IOException, InterruptedException {
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
  }

  private static boolean registered(NodeProcess node, String name) {
    return JsonClient.register(node.port(), name).path("ev").asText().equals("registered");
  }

  private static String code(JsonNode answer) {
    return answer.path("code").asText();
  }

  private static void awaitRegistered(NodeProcess node, String name) {
    Awaitility.await(name + " at " + node.port())
        .atMost(10, TimeUnit.SECONDS)
        .pollInterval(100, TimeUnit.MILLISECONDS)
        .until(() -> registered(node, name));
  }
}
