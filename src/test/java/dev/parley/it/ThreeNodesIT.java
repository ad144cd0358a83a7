package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three real processes on loopback, clients over TCP, the leader killed with -9. */
class ThreeNodesIT {
  @TempDir Path directory;
  private Cluster cluster;
  private NodeProcess first;
  private NodeProcess second;
  private NodeProcess third;

  @BeforeEach
  void start_three_nodes() {
    cluster = new Cluster(directory);
    first = cluster.start();
    second = cluster.start();
    third = cluster.start();
    cluster.awaitView(first, second, third);
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  @Test
  void users_on_different_servers_chat_in_order_and_the_sender_learns_of_the_delivery() {
    JsonClient.register(first.port(), "fang");
    JsonClient.register(third.port(), "shao");
    try (var fang = JsonClient.login(first.port(), "fang", "client-of-fang");
        var shao = JsonClient.login(second.port(), "shao", "client-of-shao")) {
      fang.await("shao online", e -> e.path("ev").asText().equals("online"));
      var watched =
          fang.request("watch", request -> request.putArray("names").add("SHAO").add("nobody"));
      assertThat(watched.path("online").toString()).isEqualTo("[\"shao\"]");
      assertThat(watched.path("offline").toString()).isEqualTo("[\"nobody\"]");
      for (int i = 1; i <= 50; i++) {
        var answer = fang.send("shao", "message " + i, i);
        assertThat(answer.path("ev").asText()).as(answer.toString()).isEqualTo("accepted");
        assertThat(answer.path("copies").asInt()).isGreaterThanOrEqualTo(2);
      }
      var last = shao.awaitText("message 50");
      assertThat(shao.texts()).isEqualTo(numbered("message ", 50));
      assertThat(last.path("vc").isObject()).isTrue();
      shao.ack(50);
      fang.await(
          "the delivery of the last message",
          e ->
              e.path("ev").asText().equals("delivered")
                  && e.path("msg").asText().equals(last.path("msg").asText()));
    }
  }

  @Test
  void two_clients_of_one_user_at_two_servers_show_the_same_and_what_one_has_read_is_read() {
    JsonClient.register(first.port(), "fang");
    JsonClient.register(third.port(), "shao");
    try (var laptop = device(first, "laptop");
        var telephone = device(second, "telephone");
        var shao = JsonClient.login(third.port(), "shao", "client-of-shao")) {
      for (int i = 1; i <= 20; i++) shao.send("fang", "message " + i, i);
      laptop.awaitText("message 20");
      telephone.awaitText("message 20");
      assertThat(laptop.texts()).isEqualTo(numbered("message ", 20));
      assertThat(telephone.texts()).isEqualTo(numbered("message ", 20));
      telephone.ack(20);
      var last = telephone.awaitText("message 20").path("msg").asText();
      laptop.await("that all is read", e -> isEvent(e, "read") && is(e, "upTo", last));
      shao.await("the delivery", e -> isEvent(e, "delivered") && is(e, "msg", last));

      laptop.send("shao", "from the laptop", 1);
      var sent = telephone.await("the copy", e -> isEvent(e, "sent"));
      assertThat(sent.path("text").asText()).isEqualTo("from the laptop");
      assertThat(sent.path("n").asInt()).isEqualTo(21);
      shao.awaitText("from the laptop");

      var devices = laptop.request("devices", r -> {}).path("list");
      assertThat(devices).hasSize(2).anyMatch(d -> is(d, "device", "telephon"));
      assertThat(devices).anyMatch(d -> is(d, "kind", "laptop") && d.path("this").asBoolean());
      assertThat(endDevice(laptop, "client-o").path("code").asText())
          .as("a client of shao's")
          .isEqualTo("NO_SUCH_DEVICE");
      assertThat(isEvent(endDevice(laptop, "telephon"), "ended")).isTrue();
      assertThat(telephone.awaitEvent("closing").path("text").asText())
          .startsWith("You ended this device");
      var ticket = telephone.awaitEvent("welcome").path("ticket").asText();
      try (var back = JsonClient.connect(third.port())) {
        var refused = back.request("login", r -> r.put("name", "fang").put("ticket", ticket));
        assertThat(refused.path("code").asText()).isEqualTo("BAD_CREDENTIALS");
      }

      // The user is offline when the last client is gone, and not before.
      assertThat(online(shao)).contains("fang");
    }
    try (var again = device(third, "laptop")) {
      again.request("ping", r -> {});
      assertThat(again.texts()).as("what the telephone has read is gone everywhere").isEmpty();
    }
  }

  @Test
  void a_room_talks_on_when_a_server_is_killed_and_all_see_the_same_at_every_server() {
    for (var name : List.of("fang", "shao", "lee")) JsonClient.register(first.port(), name);
    var leader = cluster.leader(first);
    var others = new ArrayList<>(List.of(first, second, third));
    others.remove(leader);
    try (var fang = client(others.get(0), "fang", "laptop", 3);
        var shao = client(others.get(1), "shao", "phone", 3);
        var telephone = client(others.get(1), "fang", "telephone", 4)) {
      assertThat(isEvent(room(fang, "room-create", "#tea"), "room-done")).isTrue();
      assertThat(is(room(shao, "room-join", "#tea"), "code", "NOT_INVITED")).isTrue();
      assertThat(is(room(shao, "room-create", "#TEA"), "code", "NAME_TAKEN")).isTrue();
      assertThat(is(room(shao, "room-create", "#two words"), "code", "NAME_INVALID")).isTrue();
      for (var name : List.of("shao", "lee")) {
        var invited = fang.request("room-invite", r -> r.put("room", "#tea").put("name", name));
        assertThat(isEvent(invited, "room-done")).as(invited.toString()).isTrue();
      }
      shao.await("the invitation", e -> isEvent(e, "room") && is(e, "what", "invited"));
      assertThat(isEvent(room(shao, "room-join", "#tea"), "room-done")).isTrue();
      fang.await("that shao joined", e -> isEvent(e, "room") && is(e, "what", "joined"));
      try (var lee = client(leader, "lee", "home", 3)) {
        assertThat(isEvent(room(lee, "room-join", "#tea"), "room-done")).isTrue();
        for (int i = 1; i <= 5; i++) post(fang, "from fang " + i, i);
        lee.awaitText("from fang 5");
        lee.ack(3);
        lee.request("ping", r -> {});
      }
      telephone.await(
          "how many have seen it",
          e -> isEvent(e, "delivered") && e.at("/list/0/seen").asInt() == 1);
      shao.post("typing", r -> r.put("to", "#tea"));
      telephone.await(
          "that shao types",
          e -> isEvent(e, "typing") && is(e, "from", "shao") && is(e, "room", "#tea"));
      Awaitility.await().until(() -> unreadOfLee(others.get(0)) == 2);
      leader.kill();
      cluster.awaitView(others.toArray(NodeProcess[]::new));
      for (int i = 6; i <= 10; i++) post(fang, "from fang " + i, i);
      var answer = post(fang, "from fang 10", 10);
      assertThat(answer.path("duplicate").asBoolean()).as(answer.toString()).isTrue();
      post(shao, "from shao", 1);
      fang.awaitText("from shao");
      shao.awaitText("from fang 10");
      assertThat(shao.texts()).isEqualTo(numbered("from fang ", 10));
      telephone.await("the copy", e -> isEvent(e, "sent") && is(e, "text", "from fang 10"));
      assertThat(telephone.texts()).containsExactly("from shao");
      assertThat(is(shao.awaitText("from fang 1"), "room", "#tea")).isTrue();
      assertThat(post(fang, "x".repeat(8_193), 11).path("code").asText())
          .isEqualTo("TEXT_TOO_LONG");

      var back = cluster.start(leader.port());
      cluster.awaitView(others.get(0), others.get(1), back);
      assertSameRoom(List.of(others.get(0), others.get(1), back));
      assertOnlyMembersSee(back, fang);
      assertRulesHold(back, fang);
    }
  }

  private static int unreadOfLee(NodeProcess node) {
    try (var lee = client(node, "lee", "home", 3)) {
      return lee.awaitEvent("welcome").path("unread").asInt();
    }
  }

  /** Lee has read three, and gets the others once, in their order. */
  private void assertSameRoom(List<NodeProcess> nodes) {
    var expected = new ArrayList<>(numbered("from fang ", 10));
    expected.add("from shao");
    try (var old = client(nodes.get(2), "lee", "old", 2)) {
      assertThat(old.awaitEvent("welcome").path("unread").asInt()).isZero();
      old.request("ping", r -> {});
      assertThat(old.texts()).as("a client that knows no rooms").isEmpty();
    }
    try (var lee = client(nodes.get(2), "lee", "home", 3)) {
      lee.awaitText("from shao");
      assertThat(lee.texts()).isEqualTo(expected.subList(3, 11));
      lee.ack(8);
      lee.request("ping", r -> {});
      var all = lee.request("rooms", r -> {}).path("list");
      assertThat(all).hasSize(1).anyMatch(r -> is(r, "room", "#tea") && is(r, "role", "member"));
    }
    var pages = new TreeSet<String>();
    for (var node : nodes) {
      try (var lee = client(node, "lee", "home", 3)) {
        var page =
            Awaitility.await()
                .until(
                    () -> lee.request("history", r -> r.put("with", "#tea")),
                    told ->
                        told.path("complete").asBoolean() && told.path("messages").size() == 11);
        assertThat(page.path("messages"))
            .extracting(message -> message.path("text").asText())
            .isEqualTo(expected);
        pages.add(page.path("messages").toString());
        var found = lee.request("search", r -> r.put("text", "shao").put("with", "#tea"));
        assertThat(found.path("messages").size()).isOne();
        assertThat(lee.texts()).as("all is read").isEmpty();
      }
    }
    assertThat(pages).hasSize(1);
  }

  private static void assertOnlyMembersSee(NodeProcess node, JsonClient fang) {
    JsonClient.register(node.port(), "mei");
    try (var mei = client(node, "mei", "m", 3);
        var lee = client(node, "lee", "home", 3)) {
      assertThat(post(mei, "let me in", 1).path("code").asText()).isEqualTo("NOT_A_MEMBER");
      assertThat(room(mei, "room-info", "#tea").path("code").asText()).isEqualTo("NOT_A_MEMBER");
      var none = mei.request("history", r -> r.put("with", "#tea"));
      assertThat(none.path("messages").isEmpty()).isTrue();
      var removed = fang.request("room-remove", r -> r.put("room", "#tea").put("name", "lee"));
      assertThat(isEvent(removed, "room-done")).as(removed.toString()).isTrue();
      lee.await("the removal", e -> isEvent(e, "room") && is(e, "what", "removed"));
      assertThat(post(lee, "too late", 1).path("code").asText()).isEqualTo("NOT_A_MEMBER");
      post(fang, "without lee", 11);
      var own = lee.request("history", r -> r.put("with", "#tea")).path("messages");
      assertThat(own.size()).as("what lee saw as a member").isEqualTo(11);
    }
  }

  /** Mei comes to the room, reads what was sent for newcomers, and is muted and banned. */
  private static void assertRulesHold(NodeProcess node, JsonClient fang) {
    try (var mei = client(node, "mei", "m", 4)) {
      set(fang, "history", "all");
      post(fang, "for newcomers", 12);
      fang.request("room-invite", r -> r.put("room", "#tea").put("name", "mei"));
      mei.await("the invitation", e -> isEvent(e, "room") && is(e, "what", "invited"));
      assertThat(isEvent(room(mei, "room-join", "#tea"), "room-done")).isTrue();
      mei.await("the joining", e -> isEvent(e, "room") && is(e, "what", "joined"));
      var read = mei.request("history", r -> r.put("with", "#tea")).path("messages");
      assertThat(read.findValuesAsText("text")).containsExactly("for newcomers");
      assertThat(mei.texts()).as("nothing is unread").isEmpty();
      set(fang, "mute", "mei");
      mei.await("the mute", e -> isEvent(e, "room") && is(e, "what", "muted"));
      assertThat(post(mei, "but", 1).path("code").asText()).isEqualTo("MUTED");
      set(fang, "ban", "mei");
      mei.await("the removal", e -> isEvent(e, "room") && is(e, "what", "removed"));
      assertThat(room(mei, "room-join", "#tea").path("code").asText()).isEqualTo("BANNED");
      assertThat(room(fang, "room-info", "#tea").at("/banned/0").asText()).isEqualTo("mei");
    }
  }

  private static void set(JsonClient client, String field, String value) {
    var done = client.request("room-set", r -> r.put("room", "#tea").put(field, value));
    assertThat(isEvent(done, "room-done")).as(done.toString()).isTrue();
  }

  private static JsonNode room(JsonClient client, String op, String room) {
    return client.request(op, r -> r.put("room", room));
  }

  private static JsonNode post(JsonClient client, String text, long seq) {
    return client.send("#tea", text, seq);
  }

  private static JsonClient device(NodeProcess node, String client) {
    return client(node, "fang", client, 2);
  }

  private static JsonClient client(NodeProcess node, String name, String client, int version) {
    var device = JsonClient.connect(node.port());
    var welcome =
        device.request(
            "login",
            r ->
                r.put("name", name)
                    .put("password", JsonClient.password(name))
                    .put("client", client)
                    .put("device", client)
                    .put("version", version));
    assertThat(welcome.path("version").asInt()).as(welcome.toString()).isEqualTo(4);
    return device;
  }

  private static JsonNode endDevice(JsonClient client, String device) {
    return client.request("end-device", r -> r.put("device", device));
  }

  private static boolean isEvent(JsonNode event, String ev) {
    return is(event, "ev", ev);
  }

  private static boolean is(JsonNode event, String field, String text) {
    return event.path(field).asText().equals(text);
  }

  private static String online(JsonClient client) {
    return client.request("list", r -> {}).path("online").toString();
  }

  @Test
  void a_block_keeps_a_user_away_at_every_server_and_is_kept_when_all_are_killed() {
    JsonClient.register(first.port(), "fang");
    JsonClient.register(first.port(), "shao");
    try (var fang = JsonClient.login(first.port(), "fang", "c1");
        var shao = JsonClient.login(third.port(), "shao", "c2")) {
      shao.send("fang", "before", 1);
      fang.awaitText("before");
      assertThat(block(fang, "block", "nobody").path("code").asText()).isEqualTo("NO_SUCH_USER");
      assertThat(block(fang, "block", "shao").path("ev").asText()).isEqualTo("blocked");
      shao.await("fang offline", e -> isNamed(e, "offline", "fang"));
      var refused = shao.send("fang", "after", 2);
      assertThat(refused.path("code").asText()).isEqualTo("MAILBOX_FULL");
      assertThat(refused.has("retryAfterMs")).isFalse();
      assertThat(shao.request("list", r -> {}).path("online").toString()).isEqualTo("[\"shao\"]");
      assertThat(fang.send("shao", "x", 1).path("code").asText()).isEqualTo("BLOCKED");
      fang.ack(1);
    }
    for (var node : List.of(first, second, third)) node.kill();
    var back = cluster.start(first.port());
    var other = cluster.start(third.port());
    cluster.awaitView(back, other);
    try (var fang = JsonClient.login(other.port(), "fang", "c1");
        var shao = JsonClient.login(back.port(), "shao", "c2")) {
      assertThat(shao.events()).noneMatch(e -> e.path("ev").asText().equals("delivered"));
      assertThat(shao.send("fang", "after", 2).path("code").asText()).isEqualTo("MAILBOX_FULL");
      assertThat(fang.request("blocks", r -> {}).path("names").toString()).isEqualTo("[\"shao\"]");
      assertThat(block(fang, "unblock", "shao").path("ev").asText()).isEqualTo("unblocked");
      shao.await("fang online", e -> isNamed(e, "online", "fang"));
      assertThat(shao.send("fang", "again", 2).path("ev").asText()).isEqualTo("accepted");
      fang.awaitText("again");
    }
  }

  private static JsonNode block(JsonClient client, String op, String name) {
    return client.request(op, request -> request.put("name", name));
  }

  private static boolean isNamed(JsonNode event, String ev, String name) {
    return event.path("ev").asText().equals(ev) && event.path("name").asText().equals(name);
  }

  @Test
  void mail_waits_for_a_user_who_is_offline_and_comes_framed_and_in_order_on_any_server() {
    JsonClient.register(first.port(), "fang");
    JsonClient.register(first.port(), "shao");
    try (var fang = JsonClient.login(first.port(), "fang", "c1")) {
      for (int i = 1; i <= 20; i++) fang.send("shao", "waiting " + i, i);
    }
    try (var shao = JsonClient.login(third.port(), "shao", "c2")) {
      shao.awaitEvent("unread-end");
      assertThat(shao.awaitEvent("unread-begin").path("count").asInt()).isEqualTo(20);
      assertThat(shao.texts()).isEqualTo(numbered("waiting ", 20));
      assertThat(shao.awaitText("waiting 1").path("stored").asBoolean()).isTrue();
      shao.ack(20);
      shao.request("ping", r -> {});
    }
    try (var again = JsonClient.login(second.port(), "shao", "c2")) {
      again.request("ping", r -> {});
      assertThat(again.texts()).as("acknowledged mail is gone everywhere").isEmpty();
      again.send("fang", "an answer", 1);
    }
    assertSameHistory();
  }

  /** What was read, and what waits, is the same at every server, and only for the two. */
  private void assertSameHistory() {
    JsonClient.register(first.port(), "lee");
    var expected = new ArrayList<>(numbered("waiting ", 20));
    expected.add("an answer");
    for (var name : List.of("fang", "shao")) {
      var pages = new TreeSet<String>();
      for (var node : List.of(first, second, third)) {
        try (var client = JsonClient.login(node.port(), name, "c3")) {
          var with = name.equals("fang") ? "shao" : "fang";
          var page =
              Awaitility.await()
                  .until(
                      () -> client.request("history", r -> r.put("with", with)),
                      answer ->
                          answer.path("complete").asBoolean()
                              && answer.path("messages").size() == 21);
          assertThat(page.path("messages"))
              .extracting(message -> message.path("text").asText())
              .isEqualTo(expected);
          assertThat(page.path("messages"))
              .extracting(message -> message.path("delivered").asBoolean())
              .containsExactlyElementsOf(delivered(20));
          pages.add(page.path("messages").toString());
          var pos = page.path("messages").get(2).path("pos").asText();
          var before =
              client.request(
                  "history", r -> r.put("with", with).put("before", pos).put("limit", 1));
          assertThat(before.path("messages").get(0).path("text").asText()).isEqualTo("waiting 2");
          assertThat(before.path("more").asBoolean()).isTrue();
          var found = client.request("search", r -> r.put("text", "ANSW").put("limit", 3));
          assertThat(found.path("messages").size()).isOne();
          assertThat(found.path("messages").get(0).path("text").asText()).isEqualTo("an answer");
          assertThat(found.path("complete").asBoolean()).isTrue();
          var list = client.request("conversations", r -> {}).path("list");
          assertThat(list.size()).isOne();
          assertThat(list.get(0).path("with").asText()).isEqualTo(with);
          assertThat(list.get(0).path("last").path("text").asText()).isEqualTo("an answer");
          assertThat(list.get(0).path("unread").asInt()).isEqualTo(name.equals("fang") ? 1 : 0);
        }
      }
      assertThat(pages).hasSize(1);
    }
    try (var lee = JsonClient.login(second.port(), "lee", "c1")) {
      var none = lee.request("history", r -> r.put("with", "fang"));
      assertThat(none.path("messages").isEmpty()).isTrue();
      var nothing = lee.request("search", r -> r.put("text", "answer"));
      assertThat(nothing.path("messages").isEmpty()).isTrue();
      var refused = lee.request("history", r -> r.put("with", "nobody"));
      assertThat(refused.path("code").asText()).isEqualTo("NO_SUCH_USER");
    }
  }

  /** So many are read, and one waits. */
  private static List<Boolean> delivered(int count) {
    var delivered = new ArrayList<>(Collections.nCopies(count, true));
    delivered.add(false);
    return delivered;
  }

  @Test
  void the_survivors_chat_on_after_the_leader_was_killed_and_the_killed_node_joins_again() {
    JsonClient.register(first.port(), "fang");
    JsonClient.register(first.port(), "shao");
    var leader = cluster.leader(first);
    var survivors = new ArrayList<>(List.of(first, second, third));
    survivors.remove(leader);
    try (var fang = JsonClient.login(survivors.get(0).port(), "fang", "c1");
        var shao = JsonClient.login(survivors.get(1).port(), "shao", "c2")) {
      fang.send("shao", "before", 1);
      shao.awaitText("before");

      leader.kill();
      cluster.awaitView(survivors.toArray(NodeProcess[]::new));

      assertThat(cluster.leader(survivors.get(0)).port()).isNotEqualTo(leader.port());
      survivors.get(0).awaitLine("suspected");
      survivors.get(0).awaitLine("leader elected");
      assertThat(survivors).anyMatch(node -> node.hasLine("election started"));
      fang.send("shao", "after", 2);
      shao.awaitText("after");
      assertThat(shao.texts()).containsExactly("before", "after");

      var back = cluster.start(leader.port());
      cluster.awaitView(survivors.get(0), survivors.get(1), back);
      JsonClient.register(back.port(), "late");
      try (var late = JsonClient.login(back.port(), "late", "c3")) {
        late.send("shao", "from the node that came back", 1);
        shao.awaitText("from the node that came back");
      }
    }
  }

  @Test
  void a_client_of_the_killed_leader_resumes_elsewhere_and_nothing_is_doubled_or_lost() {
    JsonClient.register(first.port(), "fang");
    JsonClient.register(first.port(), "shao");
    var leader = cluster.leader(first);
    var survivor = leader == first ? second : first;
    try (var shao = JsonClient.login(leader.port(), "shao", "client-of-shao");
        var fang = JsonClient.login(leader.port(), "fang", "client-of-fang")) {
      fang.send("shao", "one", 1);
      fang.send("shao", "two", 2);
      var pushed = shao.awaitText("two");
      leader.kill();
      try (var fangAgain = JsonClient.login(survivor.port(), "fang", "client-of-fang");
          var shaoAgain = JsonClient.login(survivor.port(), "shao", "client-of-shao")) {
        var resent = fangAgain.send("shao", "two", 2);
        assertThat(resent.path("duplicate").asBoolean()).as(resent.toString()).isTrue();
        fangAgain.send("shao", "three", 3);
        shaoAgain.awaitText("three");
        assertThat(shaoAgain.texts()).containsExactly("one", "two", "three");
        assertThat(shaoAgain.awaitText("two").path("msg")).isEqualTo(pushed.path("msg"));
      }
    }
  }

  @Test
  void a_user_registers_and_logs_in_while_there_is_no_leader_and_is_served_by_the_next_one() {
    var leader = cluster.leader(first);
    var survivor = leader == first ? second : first;
    leader.kill();
    assertThat(JsonClient.register(survivor.port(), "patient").path("ev").asText())
        .isEqualTo("registered");
  }

  @Test
  void a_node_that_is_asked_to_stop_leaves_within_five_seconds_without_being_suspected() {
    var leader = cluster.leader(first);
    var others = new ArrayList<>(List.of(first, second, third));
    others.remove(leader);
    long before = System.nanoTime();
    assertThat(leader.terminate()).isZero();
    assertThat(System.nanoTime() - before).isLessThan(5_000_000_000L);
    cluster.awaitView(others.toArray(NodeProcess[]::new));
    assertThat(others).noneMatch(node -> node.hasLine("suspected"));
    others.get(0).awaitLine("left");
  }

  private static List<String> numbered(String prefix, int count) {
    var texts = new ArrayList<String>();
    for (int i = 1; i <= count; i++) texts.add(prefix + i);
    return texts;
  }
}
