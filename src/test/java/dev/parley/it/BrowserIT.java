package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;

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
    cluster = new Cluster(directory);
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
      shao.write("hello fang \u202E<b>").awaitTitle("Parley");
      fang.awaitMessage("hello fang \uFFFD<b>", "").photograph("chat");

      var served = fang.state().contains("127.0.0.1:" + first.port() + " ·") ? first : second;
      var other = served == first ? second : first;
      served.kill();
      fang.awaitState("fang at 127.0.0.1:" + other.port()).write("still here?");
      shao.awaitState("shao at 127.0.0.1:" + other.port()).awaitMessage("still here?", "");
      fang.awaitMessage("still here?", "✓✓");

      other.signal("STOP");
      fang.write("into the dark").awaitMessage("into the dark", "…").awaitState("1 message waits");
      other.signal("CONT");
      fang.awaitMessage("into the dark", "✓");
      shao.awaitMessage("into the dark", "");
      assertThat(shao.messages().split("into the dark", -1)).hasSize(2);
      assertThat(fang.complaints()).isEmpty();
    }
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
      assertThat(fang.complaints()).isEmpty();
    }
  }
}
