package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** The chat page in a real browser, without a window. */
class BrowserIT {
  @TempDir Path directory;
  private Cluster cluster;
  private NodeProcess first;
  private NodeProcess second;

  @BeforeEach
  void start_two_nodes() {
    Programs.assume("chromium", "chromedriver");
    // One sender fills the mailbox.
    cluster =
        new Cluster(
            directory,
            Cluster.FOR_OUR_CLIENTS,
            "-Dparley.mail.per-sender=0",
            "-Dparley.mail.from-strangers=0");
    first = cluster.start();
    second = cluster.start();
    cluster.awaitView(first, second);
  }

  @AfterEach
  void stop() {
    if (cluster != null) cluster.close();
  }

  private Browser browser(NodeProcess node, String name) {
    return new Browser(node, directory.resolve("browser-of-" + name));
  }

  @Test
  void two_people_chat_and_the_server_of_one_is_killed_under_them() {
    try (var fang = browser(first, "fang");
        var shao = browser(second, "shao")) {
      fang.enter("fang", true).photograph("empty");
      shao.enter("shao", true);
      fang.awaitPerson("shao").open("shao").write("hello shao");
      shao.awaitTitle("(1) Parley")
          .photograph("unread")
          .open("fang")
          .awaitMessage("hello shao", "");
      fang.awaitMessage("hello shao", "✓✓");
      shao.write("hello fang \u202E\u200B<b>").awaitTitle("Parley");
      fang.awaitMessage("hello fang \uFFFD\uFFFD<b>", "").photograph("chat");
      meet(fang, shao);

      var served = fang.state().contains("127.0.0.1:" + first.port() + " ·") ? first : second;
      var other = served == first ? second : first;
      served.kill();
      fang.awaitState("fang at 127.0.0.1:" + other.port()).write("still here?");
      shao.awaitState("shao at 127.0.0.1:" + other.port()).awaitMessage("fang still here?", "");
      fang.awaitMessage("still here?", "✓");

      other.signal("STOP");
      fang.write("into the dark").awaitMessage("into the dark", "…").awaitState("1 message waits");
      other.signal("CONT");
      fang.awaitMessage("into the dark", "✓");
      shao.awaitMessage("into the dark", "");
      assertThat(shao.messages().split("into the dark", -1)).hasSize(2);
      shao.open("fang").awaitMessage("hello shao", "").open("#tea");
      assertThat(shao.messages().split("into the dark", -1)).as("shown once").hasSize(2);
      part(fang, shao);
      assertThat(fang.complaints()).isEmpty();
    }
  }

  /** fang makes a room and invites shao, who comes. */
  private static void meet(Browser fang, Browser shao) {
    fang.createRoom("tea").awaitMessage("You created the room", "").write("anybody?");
    fang.press("about").fill("guest", "shao", Keys.ENTER).awaitMessage("You invited shao", "");
    shao.awaitState("invited to #tea").photograph("invited").open("#tea");
    shao.awaitAndPress("door-join").awaitMessage("You joined", "").write("hello room");
    fang.awaitMessage("shao joined", "").awaitMessage("shao hello room", "");
    fang.awaitWords("#members", "shao").photograph("room").keys(Keys.ESCAPE);
    assertThat(fang.focused()).as("the members are hidden, the room stays").isEqualTo("about");
    assertThat(shao.messages()).as("of before they came").doesNotContain("anybody?");
  }

  /** fang, whose room it is, says what it is about, and removes shao, who cannot come back. */
  private static void part(Browser fang, Browser shao) {
    fang.press("about").fill("new-topic", "no tea", Keys.ENTER);
    shao.awaitMessage("fang changed the topic", "").awaitWords("#topic", "no tea");
    fang.awaitAndPressIn("members", "Remove shao").awaitMessage("You removed shao", "");
    shao.awaitMessage("fang removed you", "").awaitAndPress("door-join");
    shao.awaitText("'#tea' is for those who are invited").photograph("removed");
    assertThat(shao.isShown("write")).isFalse();
  }

  @Test
  void the_page_is_used_by_keyboard_on_a_phone_and_survives_a_reload() {
    JsonClient.register(first.port(), "shao");
    try (var fang = browser(first, "fang").resize(390, 844)) {
      fang.photograph("phone-entrance").submit("fang", "wrong horse");
      assertThat(fang.problem()).contains("do not match");
      fang.reload();
      fang.enter("fang", true);
      assertThat(fang.focused()).isEqualTo("whom");
      fang.photograph("phone-people").keys("shao", Keys.ENTER);
      assertThat(fang.focused()).isEqualTo("text");
      fang.keys("hello", Keys.ENTER).awaitMessage("hello", "✓").photograph("phone-chat");
      assertThat(fang.isShown("people")).isFalse();
      assertThat(fang.isWiderThanItsWindow()).isFalse();
      fang.keys("x".repeat(10), Keys.ESCAPE);
      assertThat(fang.isShown("people")).isTrue();
      fang.reload();
      fang.awaitState("fang at ").awaitPerson("shao");
      fang.keys("shao", Keys.ENTER).awaitMessage("hello", "✓");
      assertThat(fang.messages().split("hello", -1)).as("shown once").hasSize(2);
      fang.keys("to nobody", Keys.ENTER)
          .keys(Keys.ESCAPE)
          .open("nobody")
          .write("is there anyone")
          .awaitMessage("is there anyone", "✗");
      fang.press("leave").enter("fang", false).awaitPerson("to nobody").createRoom("a room");
      fang.awaitText("The name of a room is #").photograph("phone-refusal");
      assertThat(fang.complaints()).isEmpty();
    }
  }

  @Test
  void three_thousand_unread_messages_are_counted_shown_and_acknowledged() {
    int count = 3_000;
    JsonClient.register(first.port(), "fang");
    JsonClient.register(first.port(), "shao");
    try (var shao = JsonClient.login(first.port(), "shao", "c1");
        var fang = browser(second, "fang")) {
      sendMany(shao, "fang", count);
      fang.submit("fang", JsonClient.password("fang")).awaitTitle("(" + count + ") Parley");
      shao.await("the last mark", e -> marks(shao) == count);
      fang.open("shao").awaitMessages(count, "message " + count).awaitTitle("Parley");
      assertThat(fang.isAtEndOfMessages()).isTrue();
      fang.reload();
      fang.awaitState("fang at ").open("shao").awaitMessages(count, "message " + count);
      assertThat(fang.complaints()).isEmpty();
    }
    try (var again = JsonClient.connect(first.port())) {
      var welcome =
          again.request(
              "login", r -> r.put("name", "fang").put("password", JsonClient.password("fang")));
      assertThat(welcome.path("unread").asInt(-1)).isZero();
    }
  }

  private static void sendMany(JsonClient sender, String to, int count) {
    for (int n = 1; n <= count; n++) {
      int seq = n;
      var id =
          sender.post("send", r -> r.put("to", to).put("text", "message " + seq).put("seq", seq));
      // No more than 256 may be under way.
      if (n % 200 == 0 || n == count) sender.answer(id);
    }
    sender.await("all to be accepted", e -> count(sender, "accepted") == count);
  }

  private static long marks(JsonClient client) {
    return count(client, "delivered");
  }

  private static long count(JsonClient client, String event) {
    return client.events().stream().filter(e -> e.path("ev").asText().equals(event)).count();
  }

  @Test
  void what_is_half_typed_stays_with_its_person() {
    JsonClient.register(first.port(), "shao");
    try (var fang = browser(first, "fang").enter("fang", true)) {
      fang.open("shao").type("dear shao, ").open("grace");
      assertThat(fang.typed()).isEmpty();
      fang.type("dear grace, ").open("shao");
      assertThat(fang.typed()).isEqualTo("dear shao, ");
      fang.keys(Keys.ESCAPE).reload();
      fang.awaitState("fang at ").open("grace");
      assertThat(fang.typed()).isEqualTo("dear grace, ");
      fang.open("shao").write("hello").awaitMessage("dear shao, hello", "✓");
      assertThat(fang.typed()).isEmpty();
      assertThat(fang.complaints()).isEmpty();
    }
  }

  @Test
  void the_status_page_shows_users_to_whoever_types_the_operators_token() throws IOException {
    JsonClient.register(first.port(), "fang");
    var token = new Operator(first.port(), directory.resolve("" + first.port())).token();
    try (var fang = JsonClient.login(first.port(), "fang", "c1");
        var operator = browser(first, "operator").openStatus(first)) {
      operator.awaitText("2 servers and 1 session").photograph("status");
      assertThat(operator.text()).doesNotContain("fang");
      operator.typeToken("wrong").awaitText("not the token");
      operator.typeToken(token).awaitText("fang").photograph("operator");
      fang.request("logout", r -> {});
      operator.awaitText("2 servers and 0 sessions");
      assertThat(operator.text()).doesNotContain("not the token");
    }
  }

  @Test
  void the_status_page_shows_the_ring_the_ways_of_messages_and_a_server_that_has_gone() {
    JsonClient.register(first.port(), "fang");
    try (var fang = JsonClient.login(first.port(), "fang", "c1");
        var page = browser(first, "operator").openStatus(first)) {
      page.awaitText("2 servers and 1 session").awaitWords("#ring title", "leader");
      page.press("look");
      fang.send("fang", "to myself", 1);
      fang.ack(1);
      page.awaitWords("#diagram .sent", ":").photograph("ring");
      assertThat(page.text()).doesNotContain("to myself", "fang");

      second.kill();
      page.awaitWords("#ring title", "excluded").awaitText("confirmed silent").photograph("gone");
      page.resize(390, 844).photograph("ring-phone");
      assertThat(page.isWiderThanItsWindow()).isFalse();
      assertThat(page.complaints()).isEmpty();
    }
  }

  @Test
  void a_user_may_be_called_constructor() {
    try (var fang = browser(first, "fang").enter("fang", true);
        var other = browser(second, "constructor").enter("constructor", true)) {
      fang.awaitPerson("constructor").open("constructor").write("hello");
      other.awaitTitle("(1) Parley").open("fang").awaitMessage("hello", "").write("hello fang");
      fang.awaitMessage("hello", "✓✓").awaitMessage("hello fang", "");
      fang.reload();
      fang.awaitState("fang at ").open("Constructor").awaitMessage("hello fang", "");
      assertThat(fang.complaints() + other.complaints()).isEmpty();
    }
  }

  @Test
  void a_reader_who_has_scrolled_up_stays_where_he_is() {
    JsonClient.register(first.port(), "shao");
    try (var fang = browser(first, "fang").enter("fang", true);
        var shao = JsonClient.login(first.port(), "shao", "c1")) {
      sendMany(shao, "fang", 60);
      fang.open("shao").awaitMessages(60, "message 60");
      shao.send("fang", "to one at the end", 61);
      fang.awaitMessages(61, "to one at the end");
      assertThat(fang.isAtEndOfMessages()).isTrue();

      fang.write("my own").awaitMessage("my own", "✓").scrollTo(200);
      shao.ack(1);
      fang.awaitMessage("my own", "✓✓");
      shao.send("fang", "to one who reads", 62);
      fang.awaitMessages(63, "to one who reads");
      assertThat(fang.scrolled()).isEqualTo(200);

      fang.write("I am back").awaitMessages(64, "I am back");
      assertThat(fang.isAtEndOfMessages()).isTrue();
    }
  }

  @Test
  void while_no_server_answers_the_page_says_so_and_keeps_trying() {
    JsonClient.register(first.port(), "shao");
    try (var fang = browser(first, "fang").enter("fang", true);
        var grace = browser(first, "grace")) {
      fang.open("shao").write("hello").awaitMessage("hello", "✓");
      first.kill();
      second.kill();
      grace.submit("grace", "correct horse").awaitProgress("No server answers; still trying.");
      fang.write("into the dark").awaitState("No server answers; still trying. · 1 message waits");
      second = cluster.start(second.port());
      first = cluster.start(first.port());
      fang.awaitMessage("into the dark", "✓");
      assertThat(grace.problem()).contains("do not match");
    }
  }

  @Test
  void a_reload_that_no_server_answers_shows_what_the_tab_remembers() {
    JsonClient.register(first.port(), "shao");
    try (var fang = browser(first, "fang").enter("fang", true)) {
      fang.open("shao").write("hello").awaitMessage("hello", "✓");
      fang.reloadWithoutServers();
      fang.awaitState("Reconnecting…").awaitPerson("shao").open("shao").awaitMessage("hello", "✓");
      fang.write("into the dark").awaitMessage("into the dark", "…").awaitState("1 message waits");
      assertThat(fang.isShown("entrance")).isFalse();
    }
  }

  @Test
  void everything_is_reached_by_the_keyboard() {
    JsonClient.register(first.port(), "shao");
    try (var fang = browser(first, "fang").enter("fang", true);
        var shao = JsonClient.login(first.port(), "shao", "c1")) {
      fang.awaitPerson("shao").keys(Keys.TAB).keys(Keys.TAB).keys(Keys.ENTER);
      assertThat(fang.focused()).isEqualTo("text");
      fang.keys("hello", Keys.ENTER).awaitMessage("hello", "✓").keys(Keys.SHIFT, Keys.TAB);
      assertThat(fang.focused()).isEqualTo("log");
      fang.keys(Keys.ESCAPE).keys(Keys.ENTER);
      assertThat(fang.focused()).as("the person's button had the focus").isEqualTo("text");
      shao.send("fang", "and back", 1);
      fang.awaitMessage("and back", "");
      assertThat(fang.focused()).isEqualTo("text");
    }
  }
}
