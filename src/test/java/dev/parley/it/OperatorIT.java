package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator does to a running cluster, as he would with curl. */
class OperatorIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path directory;
  private TwoNodes nodes;
  private NodeProcess a;
  private NodeProcess b;

  @BeforeEach
  void start() {
    nodes = new TwoNodes(directory);
    a = nodes.first;
    b = nodes.second;
  }

  @AfterEach
  void stop() {
    nodes.close();
  }

  @Test
  void a_server_is_drained_and_taken_back() throws Exception {
    register("fang");
    try (var client = JsonClient.connect(a.port())) {
      login(client, "fang", "secret-password");
      assertThat(post(a, "/api/drain", "").path("sessions").asInt()).isEqualTo(1);

      var closing = client.awaitEvent("closing");
      assertThat(closing.path("code").asText()).isEqualTo("DRAINING");
      assertThat(closing.path("server").asText()).isEqualTo("127.0.0.1:" + b.port());
    }
    a.awaitLine("operator at 127.0.0.1: drained, 1 sessions");
    assertThat(get(a, "/ready").statusCode()).isEqualTo(503);
    Awaitility.await()
        .until(
            () ->
                report(b)
                    .path("view")
                    .path("members")
                    .findValuesAsText("draining")
                    .contains("true"));
    assertThat(get(b, "/ready").statusCode()).isEqualTo(200);
    for (int i = 0; i < 4; i++) assertThat(assigned(a)).isEqualTo("127.0.0.1:" + b.port());

    post(a, "/api/revive", "");
    Awaitility.await().until(() -> get(a, "/ready").statusCode() == 200);
    Awaitility.await().until(() -> assigned(b).equals("127.0.0.1:" + a.port()));
  }

  @Test
  void the_metrics_are_those_of_their_page_and_count_what_happens() throws Exception {
    register("fang");
    try (var client = JsonClient.connect(a.port())) {
      login(client, "fang", "secret-password");
      client.send("fang", "to myself", 1);
      Awaitility.await()
          .untilAsserted(
              () ->
                  assertThat(get(a, "/metrics").body())
                      .contains("parley_sessions{dialect=\"json\"} 1.0")
                      .contains("parley_accept_seconds_count 1")
                      .contains("parley_accounts 1.0")
                      .contains("parley_view_members 2.0"));
    }
    var described = MetricNames.ofPage(Files.readString(Path.of("doc", "metrics.md")));
    var given = get(b, "/metrics").body();
    assertThat(MetricNames.ofNode(given)).isEqualTo(described);
    var dashboard = Files.readString(Path.of("conf", "grafana", "parley.json"));
    var expressions = String.join("\n", JSON.readTree(dashboard).findValuesAsText("expr"));
    for (var asking :
        new String[] {expressions, Files.readString(Path.of("conf", "prometheus", "alerts.yml"))})
      assertThat(MetricNames.asked(asking)).isNotEmpty().isSubsetOf(MetricNames.ofSeries(given));
  }

  @Test
  void an_operator_needs_neither_address_nor_token_to_give_commands() throws Exception {
    register("fang");
    assertThat(command(0, "", "wait-ready")).isEmpty();
    try (var client = JsonClient.connect(a.port())) {
      login(client, "fang", "secret-password");
      assertThat(command(0, "", "status")).contains("good: 2 servers", "127.0.0.1:" + b.port());
      assertThat(command(0, "", "users", "--search", "FAN")).contains("fang");
      assertThat(command(0, "", "drain", "--wait")).contains("1 user go");
      assertThat(client.awaitEvent("closing").path("code").asText()).isEqualTo("DRAINING");
    }
    command(0, "", "revive", "--wait");
    assertThat(command(1, "another-password\n", "passwd", "shao")).contains("no user 'shao'");
    assertThat(command(0, "another-password\n", "passwd", "fang")).contains("another password");
    try (var client = JsonClient.connect(b.port())) {
      login(client, "fang", "another-password");
    }
    assertThat(command(1, "", "log", "debug", "akka")).contains("dev.parley");
    command(0, "", "log", "debug", "dev.parley.replica");
    try (var client = JsonClient.connect(a.port())) {
      login(client, "fang", "another-password");
    }
    a.awaitLine("session opened");
    assertThat(command(0, "", "events"))
        .contains("view installed: view ", "leader elected: ", "draining: 1", "revived: ")
        .doesNotContain("fang");
    b.kill();
    Awaitility.await()
        .untilAsserted(
            () -> assertThat(get(a, "/api/events").body()).contains("\"excluded\"", "link closed"));
    a.kill();
    assertThat(command(2, "", "status")).contains("No node answers at http://127.0.0.1:");
  }

  /** What a command to the first node says; it must give this exit code. */
  private String command(int code, String input, String... words) throws Exception {
    var line = new ArrayList<>(NodeProcess.program("dev.parley.Parley", "-Xmx64m"));
    line.addAll(List.of(words));
    line.addAll(List.of("--data", directory.resolve(Integer.toString(a.port())).toString()));
    var process = new ProcessBuilder(line).redirectErrorStream(true).start();
    try (var in = process.getOutputStream()) {
      in.write(input.getBytes(StandardCharsets.UTF_8));
    }
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isEqualTo(code);
    return said;
  }

  private String assigned(NodeProcess node) {
    try (var client = JsonClient.connect(node.port())) {
      var answer =
          client.request(
              "login",
              request ->
                  request
                      .put("name", "fang")
                      .put("password", "secret-password")
                      .put("redirect", true));
      return answer.path("server").asText();
    }
  }

  @Test
  void a_user_is_kicked_disabled_and_let_in_again_on_any_server() throws Exception {
    register("fang");
    try (var client = JsonClient.connect(b.port())) {
      login(client, "fang", "secret-password");
      assertThat(get(a, "/api/users").statusCode()).as("names are for the operator").isEqualTo(401);
      assertThat(operator(a, "/api/users").path("users").findValuesAsText("name"))
          .containsExactly("fang");
      assertRoomIsClosed(client);
      assertThat(post(a, "/api/users/fang/kick", "").path("sessions").asInt()).isEqualTo(1);
      assertThat(client.awaitEvent("closing").path("code").asText()).isEqualTo("KICKED");
    }
    a.awaitLine("operator at 127.0.0.1: kicked fang, 1 sessions");
    b.awaitLine("logged in: fang from 127.0.0.1");
    assertThat(b.output()).noneMatch(line -> line.contains("session opened"));
    try (var client = JsonClient.connect(b.port())) {
      login(client, "fang", "secret-password");
      assertThat(post(a, "/api/users/fang/disable", "").path("disabled").asBoolean()).isTrue();
      assertThat(client.awaitEvent("closing").path("code").asText()).isEqualTo("KICKED");
    }
    for (var node : new NodeProcess[] {a, b}) {
      try (var client = JsonClient.connect(node.port())) {
        var refused =
            client.request("login", r -> r.put("name", "fang").put("password", "secret-password"));
        assertThat(refused.path("code").asText()).isEqualTo("BAD_CREDENTIALS");
        assertThat(refused.path("text").asText()).contains("disabled");
      }
    }
    assertThat(post(b, "/api/users/fang/password", "another-password").path("changed").asBoolean())
        .isTrue();
    try (var client = JsonClient.connect(a.port())) {
      var ticket = login(client, "fang", "another-password").path("ticket").asText();
      post(b, "/api/users/fang/password", "yet-another-password");
      var closing = client.awaitEvent("closing");
      assertThat(closing.path("code").asText()).isEqualTo("KICKED");
      assertThat(closing.path("text").asText()).contains("password");
      for (var node : new NodeProcess[] {a, b}) {
        try (var thief = JsonClient.connect(node.port())) {
          var refused = thief.request("login", r -> r.put("name", "fang").put("ticket", ticket));
          assertThat(refused.path("code").asText()).isEqualTo("BAD_CREDENTIALS");
        }
      }
    }
    assertThat(post(b, "/api/users/nobody/kick", "").path("error").asText()).contains("nobody");
  }

  private void assertRoomIsClosed(JsonClient client) throws Exception {
    client.request("room-create", r -> r.put("room", "#tea"));
    assertThat(get(a, "/api/rooms").statusCode()).as("names are for the operator").isEqualTo(401);
    Awaitility.await()
        .until(() -> operator(a, "/api/rooms").at("/rooms/0/room").asText().equals("#tea"));
    assertThat(post(a, "/api/rooms/%23tea/close", "").path("closed").asText()).isEqualTo("#tea");
    a.awaitLine("operator at 127.0.0.1: closed room #tea");
    assertThat(post(a, "/api/rooms/none/close", "").path("error").asText()).contains("no room");
  }

  @Test
  void a_new_user_of_a_cluster_by_invitation_needs_a_code_which_is_good_once() throws Exception {
    try (var invited = new Cluster(directory, "-Dparley.registration=invite")) {
      var one = invited.start();
      var two = invited.start();
      invited.awaitView(one, two);
      one.awaitLine("New users need a code: curl -X POST -H");
      assertThat(code(invite(two, "fang", ""))).isEqualTo("INVITE_NEEDED");
      assertThat(code(invite(two, "fang", "0000-0000-0000-0000"))).isEqualTo("INVITE_WRONG");
      assertThat(send(HttpRequest.newBuilder(uri(one, "/api/invitations")).build()).statusCode())
          .isEqualTo(401);
      var made = post(one, "/api/invitations?count=3&days=1", "").path("invitations");
      var codes = made.findValuesAsText("code");
      assertThat(codes).hasSize(3);
      var typed = codes.get(0).toLowerCase(Locale.ROOT).replace("-", "");
      assertThat(invite(two, "fang", typed).path("ev").asText()).isEqualTo("registered");
      assertThat(code(invite(one, "shao", codes.get(0)))).isEqualTo("INVITE_WRONG");
      assertThat(registered(one, two, codes.get(1))).isEqualTo(1);
      assertThat(askedForCode(one, codes.get(1))).contains("not valid");

      one.kill();
      two.kill();
      var again = invited.start(one.port());
      invited.start(two.port());
      assertThat(report(again).path("registry").path("registration").asText()).isEqualTo("invite");
      var left = operator(again, "/api/invitations").path("invitations");
      assertThat(left).hasSize(1);
      var id = left.path(0).path("id").asText();
      assertThat(made.findValuesAsText("id").get(2)).isEqualTo(id);
      var end = asOperator(again, "/api/invitations/" + id).DELETE().build();
      Awaitility.await().until(() -> send(end).statusCode() == 200);
      assertThat(send(end).statusCode()).isEqualTo(404);
      assertThat(code(invite(again, "shao", codes.get(2)))).isEqualTo("INVITE_WRONG");
      post(again, "/api/registration?mode=open", "");
      assertThat(invite(again, "shao", "").path("ev").asText()).isEqualTo("registered");
    }
  }

  /** How many of two who use one code at once, at two servers, get an account. */
  private static long registered(NodeProcess one, NodeProcess two, String code) {
    return Stream.of(one, two)
        .map(
            node -> CompletableFuture.supplyAsync(() -> invite(node, "rival-" + node.port(), code)))
        .toList()
        .stream()
        .filter(answer -> answer.join().path("ev").asText().equals("registered"))
        .count();
  }

  private static JsonNode invite(NodeProcess node, String name, String code) {
    try (var client = JsonClient.connect(node.port())) {
      return client.request(
          "register",
          r -> r.put("name", name).put("password", "secret-password").put("invite", code));
    }
  }

  private static String code(JsonNode answer) {
    return answer.path("code").asText();
  }

  /** What a person is told who types a name and this code. */
  private static String askedForCode(NodeProcess node, String code) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), node.port())) {
      socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(10));
      var typed = "somebody\ny\n" + code + "\n\n/quit\n";
      socket.getOutputStream().write(typed.getBytes(StandardCharsets.US_ASCII));
      var said = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(said).contains("need an invitation", "Please type your invitation code");
      return said;
    }
  }

  @Test
  void mail_that_waits_for_too_long_is_forgotten_on_all_servers() throws Exception {
    try (var forgetful = new Cluster(directory, "-Dparley.mail.keep=2s")) {
      var nodes = new NodeProcess[] {forgetful.start(), forgetful.start()};
      forgetful.awaitView(nodes);
      for (var name : new String[] {"shao", "gaoce"}) JsonClient.register(nodes[0].port(), name);
      try (var client = JsonClient.login(nodes[0].port(), "shao", "phone")) {
        client.send("gaoce", "soon forgotten", 1);
      }
      for (var node : nodes) assertThat(waiting(node)).isEqualTo(1);
      for (var node : nodes)
        Awaitility.await().atMost(10, TimeUnit.SECONDS).until(() -> waiting(node) == 0);
    }
  }

  @Test
  void a_client_that_was_forgotten_comes_back_and_nothing_of_it_is_doubled() {
    try (var forgetful = new Cluster(directory, "-Dparley.client.forget-ids=2s")) {
      var nodes = new NodeProcess[] {forgetful.start(), forgetful.start()};
      forgetful.awaitView(nodes);
      for (var name : new String[] {"shao", "gaoce"}) JsonClient.register(nodes[0].port(), name);
      try (var gaoce = JsonClient.login(nodes[0].port(), "gaoce", "laptop")) {
        try (var shao = JsonClient.login(nodes[0].port(), "shao", "phone")) {
          shao.send("gaoce", "before", 1);
        }
        gaoce.awaitText("before");
        gaoce.ack(1);
        var leader = forgetful.leader(nodes[0]);
        Awaitility.await()
            .atMost(30, TimeUnit.SECONDS)
            .until(() -> leader.hasLine("client ids that were not used"));
        try (var shao = JsonClient.login(nodes[1].port(), "shao", "phone")) {
          var resent = shao.send("gaoce", "before", 1);
          assertThat(resent.path("duplicate").asBoolean()).as(resent.toString()).isTrue();
          assertThat(shao.send("gaoce", "after", 2).path("ev").asText()).isEqualTo("accepted");
        }
        gaoce.awaitText("after");
        assertThat(gaoce.texts()).containsExactly("before", "after");
      }
    }
  }

  private static int waiting(NodeProcess node) throws Exception {
    return report(node).path("mailboxes").path("messages").asInt();
  }

  @Test
  void nobody_else_may_and_a_quiet_cluster_has_one_state() throws Exception {
    register("fang");
    for (var token : new String[] {"", "Bearer wrong", "Basic x"}) {
      var request = HttpRequest.newBuilder(uri(a, "/api/drain")).header("Authorization", token);
      var answer = send(request.POST(HttpRequest.BodyPublishers.noBody()).build());
      assertThat(answer.statusCode()).isEqualTo(401);
      assertThat(answer.body()).contains("admin-token");
    }
    Awaitility.await()
        .until(() -> report(a).path("digest").asText().equals(report(b).path("digest").asText()));
    var report = report(a);
    assertThat(report.path("digest").asText()).hasSize(64);
    assertThat(report.path("health").asText()).isEqualTo("good");
    assertThat(report.path("clock")).hasSize(2);
    assertThat(report.path("mailboxes").path("messages").asInt()).isZero();
  }

  private void register(String name) {
    try (var client = JsonClient.connect(a.port())) {
      var answer =
          client.request("register", r -> r.put("name", name).put("password", "secret-password"));
      assertThat(answer.path("ev").asText()).isEqualTo("registered");
    }
  }

  private static JsonNode login(JsonClient client, String name, String password) {
    var answer = client.request("login", r -> r.put("name", name).put("password", password));
    assertThat(answer.path("ev").asText()).as("%s", answer).isEqualTo("welcome");
    return answer;
  }

  private JsonNode operator(NodeProcess node, String path) throws Exception {
    return JSON.readTree(send(asOperator(node, path).build()).body());
  }

  private HttpRequest.Builder asOperator(NodeProcess node, String path) throws IOException {
    var data = directory.resolve(Integer.toString(node.port()));
    return new Operator(node.port(), data).request(path);
  }

  private JsonNode post(NodeProcess node, String path, String body) throws Exception {
    var request = asOperator(node, path).POST(HttpRequest.BodyPublishers.ofString(body)).build();
    return JSON.readTree(send(request).body());
  }

  private static JsonNode report(NodeProcess node) throws Exception {
    return JSON.readTree(get(node, "/api/cluster").body());
  }

  private static HttpResponse<String> get(NodeProcess node, String path) throws Exception {
    return send(HttpRequest.newBuilder(uri(node, path)).build());
  }

  private static URI uri(NodeProcess node, String path) {
    return Operator.page(node.port(), path);
  }

  private static HttpResponse<String> send(HttpRequest request)
      throws IOException, InterruptedException {
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
  }
}
