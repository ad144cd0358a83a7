package dev.parley.netns;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** The room in which all users of a run are, for as long as it lasts. */
final class SharedRoom {
  static final String NAME = "#all";

  private static final long KNOWN_SECONDS = 20;

  private SharedRoom() {}

  /** Whether what was sent to {@code peer} is for a room. */
  static boolean is(String peer) {
    return peer.startsWith("#");
  }

  /** Who is shown what was {@code sent}; {@code users}: all of the run. */
  static List<String> receivers(ClientEvent sent, Collection<String> users) {
    if (!is(sent.peer())) return List.of(sent.peer());
    return users.stream().filter(user -> !user.equals(sent.client())).toList();
  }

  /**
   * Makes the room, which all of {@code users} join; all servers know it when this returns. The
   * tickets of the users.
   */
  static Map<String, String> open(Dialer dialer, List<String> servers, List<String> users) {
    var tickets = new TreeMap<String, String>();
    for (var user : users) {
      try (var lines = dialer.connect(servers.get(0))) {
        tickets.put(user, login(lines, user, "password", ChatClient.password(user)));
        boolean isFirst = tickets.size() == 1;
        var request = room(isFirst ? "room-create" : "room-join");
        var answer = lines.ask(isFirst ? request.put("open", true) : request);
        assertThat(answer.path("ev").asText()).as("%s", answer).isEqualTo("room-done");
      }
    }
    var one = users.get(0);
    for (var server : servers)
      awaitKnown(dialer, server, one, Objects.requireNonNull(tickets.get(one)), users.size());
    return tickets;
  }

  private static String login(Lines lines, String user, String by, String proof) {
    var login = Lines.request("login").put("name", user).put(by, proof).put("version", 3);
    var welcome = lines.ask(login.put("client", ChatClient.client(user)));
    assertThat(welcome.path("ev").asText()).as("%s", welcome).isEqualTo("welcome");
    return welcome.path("ticket").asText();
  }

  private static void awaitKnown(
      Dialer dialer, String server, String user, String ticket, int members) {
    try (var lines = dialer.connect(server)) {
      login(lines, user, "ticket", ticket);
      Awaitility.await("the room at " + server)
          .atMost(KNOWN_SECONDS, TimeUnit.SECONDS)
          .until(() -> members(lines.ask(room("room-info"))) == members);
    }
  }

  private static int members(JsonNode room) {
    return room.path("list").size();
  }

  private static ObjectNode room(String op) {
    return Lines.request(op).put("room", NAME);
  }
}
