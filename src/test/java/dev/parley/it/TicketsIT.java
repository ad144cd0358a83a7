package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a ticket is good for, to its owner and to a thief. */
class TicketsIT {
  private static final int TAG_BYTES = 32;

  @TempDir Path directory;
  private TwoNodes nodes;
  private NodeProcess a;
  private NodeProcess b;

  @BeforeEach
  void start() {
    nodes = new TwoNodes(directory);
    a = nodes.first;
    b = nodes.second;
    JsonClient.register(a.port(), "fang");
  }

  @AfterEach
  void stop() {
    nodes.close();
  }

  @Test
  void a_logout_ends_the_tickets_of_its_client_and_one_of_all_everything() {
    var stolen = new ArrayList<String>();
    try (var phone = JsonClient.login(a.port(), "fang", "phone")) {
      stolen.add(ticket(phone.awaitEvent("welcome")));
      stolen.add(ticket(phone.request("renew", r -> {})));
      var byThief = byTicket(b, stolen.get(1));
      assertThat(byThief.path("ev").asText()).isEqualTo("welcome");
      stolen.add(ticket(byThief));
    }
    var desk = "";
    try (var client = JsonClient.login(b.port(), "fang", "desk")) {
      desk = ticket(client.awaitEvent("welcome"));
      assertThat(client.request("logout", r -> r.put("keep", true)).path("ev").asText())
          .isEqualTo("bye");
    }
    try (var phone = JsonClient.login(a.port(), "fang", "phone-of-fang")) {
      var here = phone.request("sessions", r -> {}).path("list");
      assertThat(here).hasSize(1);
      assertThat(here.path(0).path("this").asBoolean()).isTrue();
      assertThat(here.path(0).path("client").asText()).isEqualTo("phone-of");
      assertThat(here.path(0).path("address").asText()).isEqualTo("127.0.0.1");
    }
    try (var phone = JsonClient.login(a.port(), "fang", "phone")) {
      assertThat(phone.request("logout", r -> {}).path("ev").asText()).isEqualTo("bye");
      for (var ticket : stolen) assertRefused(byTicket(a, ticket));
    }
    for (var ticket : stolen) awaitRefused(b, ticket);
    for (var node : List.of(a, b))
      assertThat(byTicket(node, desk).path("ev").asText()).isEqualTo("welcome");

    try (var again = JsonClient.login(a.port(), "fang", "phone");
        var other = JsonClient.connect(b.port())) {
      var phone = ticket(again.awaitEvent("welcome"));
      assertThat(byTicket(b, phone).path("ev").asText()).isEqualTo("welcome");
      var welcome = other.request("login", r -> r.put("name", "fang").put("ticket", phone));
      assertThat(other.request("logout", r -> r.put("all", true)).path("ev").asText())
          .isEqualTo("bye");
      for (var ticket : List.of(phone, desk, ticket(welcome))) {
        assertRefused(byTicket(b, ticket));
        awaitRefused(a, ticket);
      }
    }
    try (var client = JsonClient.login(a.port(), "fang", "phone")) {
      assertThat(client.isClosed()).isFalse();
    }
  }

  @Test
  void nothing_in_a_stolen_store_makes_a_ticket_and_new_keys_are_taken_without_a_stop()
      throws Exception {
    JsonClient.register(a.port(), "mallory");
    var old = ticketByPassword(a, "mallory");
    for (int step = 1; step <= 2; step++)
      assertThat(rotateTicketKeys()).startsWith("Step " + step + " of 3");
    for (var node : List.of(a, b))
      Awaitility.await("a ticket under the new key")
          .pollInterval(200, TimeUnit.MILLISECONDS)
          .atMost(20, TimeUnit.SECONDS)
          .until(() -> keyId(ticketByPassword(node, "mallory")) != keyId(old));
    assertThat(byTicket(b, "mallory", old).path("ev").asText()).isEqualTo("welcome");

    // The thief has an account, and so knows what a ticket looks like and who has sealed it.
    var own = ticketByPassword(a, "mallory");
    assertRefused(byTicket(a, own));
    int port = b.port();
    b.terminate();
    var secrets = secrets(directory.resolve(Integer.toString(port)).resolve("chat.db"));
    assertThat(secrets).hasSizeGreaterThan(4);
    for (var secret : secrets) {
      assertRefused(byTicket(a, sealedWith(secret, own)));
      assertRefused(byTicket(a, sealedAsBefore(secret)));
    }

    assertThat(rotateTicketKeys("--now")).startsWith("All tickets end");
    Awaitility.await("the end of all tickets")
        .pollInterval(200, TimeUnit.MILLISECONDS)
        .atMost(20, TimeUnit.SECONDS)
        .until(() -> byTicket(a, "mallory", own).path("ev").asText().equals("error"));
  }

  private String rotateTicketKeys(String... more) {
    var key = nodes.cluster().key();
    var arguments = new ArrayList<>(List.of("--rotate-key", key.toString(), "--tickets"));
    arguments.addAll(List.of(more));
    var rotation = NodeProcess.start(1, directory, List.of(), arguments.toArray(String[]::new));
    assertThat(rotation.waitFor(30)).as(rotation.output().toString()).isZero();
    return rotation.output().get(0);
  }

  private static String ticketByPassword(NodeProcess node, String name) {
    try (var client = JsonClient.login(node.port(), name, "c")) {
      return ticket(client.awaitEvent("welcome"));
    }
  }

  private static String ticket(JsonNode answer) {
    assertThat(answer.path("ticket").asText()).as("%s", answer).isNotEmpty();
    return answer.path("ticket").asText();
  }

  private static JsonNode byTicket(NodeProcess node, String ticket) {
    return byTicket(node, "fang", ticket);
  }

  private static JsonNode byTicket(NodeProcess node, String name, String ticket) {
    try (var client = JsonClient.connect(node.port())) {
      return client.request("login", r -> r.put("name", name).put("ticket", ticket));
    }
  }

  private static void assertRefused(JsonNode answer) {
    assertThat(answer.path("code").asText()).as("%s", answer).isEqualTo("BAD_CREDENTIALS");
  }

  /** The other server hears of a logout a moment later. */
  private static void awaitRefused(NodeProcess node, String ticket) {
    Awaitility.await("the refusal at " + node.port())
        .atMost(5, TimeUnit.SECONDS)
        .until(() -> byTicket(node, ticket).path("code").asText().equals("BAD_CREDENTIALS"));
  }

  private static int keyId(String ticket) {
    return ByteBuffer.wrap(Base64.getUrlDecoder().decode(ticket)).getInt(1);
  }

  /** Every value of every row, as it is and as what it is the text of. */
  private static Set<List<Byte>> secrets(Path database) throws SQLException {
    var found = new LinkedHashSet<List<Byte>>();
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + database);
        var statement = connection.createStatement()) {
      for (var table : List.of("account", "parley", "logout")) {
        try (var rows = statement.executeQuery("select * from " + table)) {
          int columns = rows.getMetaData().getColumnCount();
          while (rows.next()) for (int i = 1; i <= columns; i++) add(rows.getString(i), found);
        }
      }
    }
    return found;
  }

  private static void add(String value, Set<List<Byte>> to) {
    to.add(boxed(value.getBytes(StandardCharsets.UTF_8)));
    try {
      to.add(boxed(Base64.getDecoder().decode(value)));
    } catch (IllegalArgumentException notBase64) {
      // It is taken as it is only.
    }
    to.remove(List.of()); // no key
  }

  private static List<Byte> boxed(byte[] bytes) {
    var list = new ArrayList<Byte>();
    for (byte one : bytes) list.add(one);
    return list;
  }

  /** The thief's own ticket, with a tag for another user. */
  private static String sealedWith(List<Byte> key, String own) throws GeneralSecurityException {
    byte[] ticket = Base64.getUrlDecoder().decode(own);
    int end = ticket.length - TAG_BYTES;
    byte[] text =
        ByteBuffer.allocate(Integer.BYTES + end + 4)
            .putInt(end)
            .put(ticket, 0, end)
            .put("fang".getBytes(StandardCharsets.UTF_8))
            .array();
    System.arraycopy(hmac(key, text), 0, ticket, end, TAG_BYTES);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(ticket);
  }

  /** A ticket of the versions whose tickets were sealed with the verifier. */
  private static String sealedAsBefore(List<Byte> key) throws GeneralSecurityException {
    long expiresMs = System.currentTimeMillis() + TimeUnit.HOURS.toMillis(1);
    var text = "parley ticket\nfang\n" + expiresMs;
    byte[] tag = hmac(key, text.getBytes(StandardCharsets.UTF_8));
    byte[] ticket = ByteBuffer.allocate(Long.BYTES + TAG_BYTES).putLong(expiresMs).put(tag).array();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(ticket);
  }

  private static byte[] hmac(List<Byte> key, byte[] text) throws GeneralSecurityException {
    byte[] bytes = new byte[key.size()];
    for (int i = 0; i < bytes.length; i++) bytes[i] = key.get(i);
    var mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(bytes, "HmacSHA256"));
    return mac.doFinal(text);
  }
}
