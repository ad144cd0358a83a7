package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The IRC port of a real node: raw lines, and the stock clients where they are installed. */
class IrcIT {
  @TempDir Path directory;
  private Cluster cluster;
  private NodeProcess node;
  private int port;

  @BeforeEach
  void start() {
    port = Cluster.freePort();
    cluster = new Cluster(directory, "-Dparley.irc.port=" + port);
    node = cluster.start();
    JsonClient.register(node.port(), "fang");
    JsonClient.register(node.port(), "shao");
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  /** A raw connection: what it hears is kept, line by line. */
  private final class Raw implements AutoCloseable {
    private final Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    private final List<String> lines = new CopyOnWriteArrayList<>();

    Raw() throws IOException {
      var input =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      var reader =
          new Thread(
              () -> {
                try {
                  input.lines().forEach(this::onLine);
                } catch (UncheckedIOException closed) {
                  // By the test, at its end.
                }
                lines.add("(closed)");
              });
      reader.setDaemon(true);
      reader.start();
    }

    private void onLine(String line) {
      lines.add(line);
      try {
        if (line.startsWith("PING ")) says("PONG " + line.substring("PING ".length()));
      } catch (IOException closed) {
        // By the test: nobody asks any more.
      }
    }

    Raw says(String... typed) throws IOException {
      for (var line : typed)
        socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
      return this;
    }

    Raw hears(String part) {
      Awaitility.await(part + " from the server")
          .atMost(20, TimeUnit.SECONDS)
          .failFast("closed", () -> has("(closed)") && !has(part))
          .until(() -> has(part));
      return this;
    }

    private boolean has(String part) {
      return lines.stream().anyMatch(line -> line.contains(part));
    }

    Raw logsIn(String name) throws IOException {
      var plain = "\0" + name + "\0" + JsonClient.password(name);
      return says(
              "CAP LS 302",
              "NICK " + name,
              "USER x 0 * :X",
              "CAP REQ :sasl server-time message-tags echo-message",
              "AUTHENTICATE PLAIN",
              "AUTHENTICATE "
                  + Base64.getEncoder().encodeToString(plain.getBytes(StandardCharsets.UTF_8)),
              "CAP END")
          .hears(" 001 " + name);
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  @Test
  void an_irc_client_and_a_program_write_to_each_other_and_see_each_other_come_and_go()
      throws IOException {
    try (var fang = new Raw().logsIn("fang")) {
      fang.says("MONITOR + shao").hears("731 fang :shao");
      try (var shao = JsonClient.login(node.port(), "shao", "c")) {
        fang.hears("730 fang :shao!shao@parley");
        fang.says("PRIVMSG shao :hello shao").hears("PRIVMSG shao :hello shao");
        shao.awaitText("hello shao");
        shao.send("fang", "hello fang", 1);
        fang.hears(":shao!shao@parley PRIVMSG fang :hello fang");
        shao.awaitEvent("delivered");
      }
      Awaitility.await()
          .until(() -> fang.lines.stream().filter(l -> l.contains("731 fang")).count() == 2);
      fang.says("QUIT").hears("ERROR :Bye").hears("(closed)");
    }
  }

  @Test
  void a_room_is_a_channel_of_all_clients_of_its_members() throws IOException {
    try (var fang = new Raw().logsIn("fang");
        var other = new Raw().logsIn("fang");
        var shao = new Raw().logsIn("shao")) {
      fang.says("JOIN #tea").hears("366 fang #tea");
      other.hears("fang!fang@parley JOIN #tea").says("PING x").hears("353 fang = #tea :~fang");
      shao.says("JOIN #TEA").hears("353 shao = #tea :~fang shao");
      other.hears("shao!shao@parley JOIN #tea");
      fang.says("TOPIC #tea :Oolong").hears("fang!fang@parley TOPIC #tea :Oolong");
      shao.says("PRIVMSG #tea :hello tea").hears("shao!shao@parley PRIVMSG #tea :hello tea");
      fang.hears("shao!shao@parley PRIVMSG #tea :hello tea");
      other.hears("shao!shao@parley PRIVMSG #tea :hello tea");
      fang.says("PRIVMSG #tea :from fang");
      other.hears("fang!fang@parley PRIVMSG #tea :from fang");
      shao.says("QUIT").hears("(closed)");
      fang.says("PRIVMSG #tea :while away").hears(":while away");
      try (var back = new Raw().logsIn("shao")) {
        back.hears("shao!shao@parley JOIN #tea").hears("332 shao #tea :Oolong");
        back.hears("353 shao = #tea :~fang shao").hears("PRIVMSG #tea :while away");
        back.says("KICK #tea fang").hears("482 shao #tea :");
        fang.says("KICK #tea shao");
        back.hears("fang!fang@parley KICK #tea shao");
        back.says("PRIVMSG #tea :still?").hears("404 shao #tea :You are not in the room");
      }
      fang.says("PART #tea").hears("fang!fang@parley PART #tea");
      other.hears("fang!fang@parley PART #tea");
    }
  }

  @Test
  void mail_that_waited_is_delivered_on_connect_once_and_with_its_time() throws IOException {
    try (var shao = JsonClient.login(node.port(), "shao", "c")) {
      shao.send("fang", "while you were away", 1);
    }
    try (var fang = new Raw().logsIn("fang")) {
      fang.hears("PRIVMSG fang :while you were away");
      assertThat(fang.lines)
          .anyMatch(line -> line.matches("@time=20..-.*Z;msgid=\\S+ :shao.*away"));
      fang.says("QUIT").hears("(closed)");
    }
    try (var fang = new Raw().logsIn("fang")) {
      fang.says("PING :x").hears("PONG");
      assertThat(fang.lines).noneMatch(line -> line.contains("away"));
    }
  }

  @Test
  void requests_that_come_all_at_once_are_each_answered_once() throws IOException {
    try (var fang = new Raw().logsIn("fang")) {
      fang.says("CAP REQ :labeled-response batch").hears("CAP fang ACK");
      fang.says(
              "@label=a WHOIS nobody",
              "@label=b WHOIS SHAO",
              "@label=c PRIVMSG SHAO :hello ",
              "@label=d NOTICE nobody :hello",
              "@label=e MONITOR + Shao",
              "@label=f LUSERS")
          .hears(":parley 251 fang :There are 1 users")
          .hears("@label=c ");
      var told = fang.lines.stream().filter(line -> line.contains("label=")).toList();
      assertThat(told).hasSize(6);
      assertThat(told).contains("@label=d :parley ACK", "@label=e :parley 731 fang :Shao");
      var all = String.join("\n", fang.lines);
      assertThat(all)
          .containsSubsequence("401 fang nobody :", "318 fang nobody :")
          .containsSubsequence("311 fang shao ", "301 fang shao :", "318 fang SHAO :")
          .containsSubsequence("@label=c ", "PRIVMSG SHAO :hello \n", "301 fang SHAO :", "BATCH -");
    }
  }

  @Test
  void a_page_makes_no_browser_speak_irc() throws IOException {
    for (var target : List.of("/", "/" + "x".repeat(70_000))) {
      try (var browser = new Raw()) {
        browser.says("POST " + target + " HTTP/1.1", "Host: 127.0.0.1:" + port, "");
        browser.says("NICK fang", "USER x 0 * :X", "PASS " + JsonClient.password("fang"));
        browser.hears("(closed)");
        assertThat(browser.lines.get(0)).startsWith("ERROR :").contains("web page");
        assertThat(browser.has(" 001 ")).isFalse();
      }
    }
  }

  @Test
  void bytes_that_are_no_irc_disturb_nobody() throws IOException {
    try (var raw = new Raw()) {
      raw.socket
          .getOutputStream()
          .write(new byte[] {(byte) 0xff, (byte) 0xfb, 1, 13, 10, (byte) 0xc3, 10});
      raw.says("{\"op\":\"ping\"}", "GET / HTTP/1.1", "x".repeat(70_000), "PING :still here");
      raw.hears("417").hears("not UTF-8").hears("PONG parley :still here");
    }
  }

  private static boolean isDelivered(JsonNode event, String to) {
    return event.path("ev").asText().equals("delivered") && event.path("to").asText().equals(to);
  }

  @Test
  void irssi_and_weechat_chat_with_each_other() {
    Programs.assume("tmux", "irssi", "weechat");
    try (var irssi = Terminal.run("irssi", "--home=" + directory.resolve("irssi"));
        // On a slow machine lines that are typed one after the other would be taken for a paste.
        var weechat =
            Terminal.run(
                "weechat",
                "--dir",
                directory.resolve("weechat").toString(),
                "--run-command",
                "/set weechat.look.paste_max_lines -1")) {
      irssi.await("[(status)]");
      irssi.type(
          "/network add -nick fang -sasl_mechanism PLAIN -sasl_username fang -sasl_password \"%s\" parley"
              .formatted(JsonClient.password("fang")));
      irssi.type("/server add -notls -network parley 127.0.0.1 " + port);
      irssi.type("/connect parley").await("Welcome to Parley, fang");
      weechat.await("WeeChat");
      weechat.type("/server add parley 127.0.0.1/" + port + " -notls -nicks=shao");
      weechat.type("/set irc.server.parley.sasl_mechanism scram-sha-256");
      weechat.type("/set irc.server.parley.sasl_username shao");
      weechat.type("/set irc.server.parley.sasl_password \"" + JsonClient.password("shao") + "\"");
      weechat.type("/connect parley").await("Welcome to Parley, shao");
      weechat.type("/query fang hello from weechat").await("hello from weechat");
      irssi.type("/query shao").await("hello from weechat");
      irssi.type("hello from irssi");
      weechat.await("hello from irssi");
      weechat.type("/me waves");
      irssi.await("* shao waves");
      weechat.type("/join #tea").await("#tea");
      irssi.type("/join #tea").await("[Users #tea]");
      weechat.type("/msg #tea a word for all").await("a word for all");
      irssi.await("a word for all");
      // Only their answers to PING tell that they have it.
      JsonClient.register(node.port(), "mina");
      try (var mina = JsonClient.login(node.port(), "mina", "c")) {
        mina.send("fang", "hello irssi", 1);
        mina.send("shao", "hello weechat", 2);
        mina.await("what irssi has", e -> isDelivered(e, "fang"));
        mina.await("what weechat has", e -> isDelivered(e, "shao"));
      }
      // They write their settings when they end: not while the directory is being deleted.
      for (var client : List.of(irssi, weechat)) client.type("/quit").awaitEnd();
    }
  }
}
