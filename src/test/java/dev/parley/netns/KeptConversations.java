package dev.parley.netns;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.netns.ClientEvent.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * What the servers keep of a run: each has every accepted message in the history of its
 * conversation, once. Places may differ between servers where a message was read in two parts of
 * the group; how many conversations do is counted.
 */
final class KeptConversations {
  /** Servers that were away fetch what they lack. */
  private static final long COMPLETE_SECONDS = 60;

  private static final long PATIENCE_MS = 10_000;
  private static final int PAGE = 200;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Dialer dialer;
  private final SortedMap<String, List<String>> first = new TreeMap<>();
  private final TreeSet<String> differing = new TreeSet<>();

  private KeptConversations(Dialer dialer) {
    this.dialer = dialer;
  }

  /** Returns how many conversations are not in the same order at all servers. */
  static int check(
      Dialer dialer, List<String> servers, List<String> users, List<ClientEvent> events) {
    var accepted = accepted(events);
    var kept = new KeptConversations(dialer);
    for (var server : servers) for (var user : users) kept.checkAt(server, user, users, accepted);
    return kept.differing.size();
  }

  /** The names of the messages of each conversation. */
  private static SortedMap<String, SortedSet<String>> accepted(List<ClientEvent> events) {
    var isAccepted = new TreeSet<String>();
    for (var event : events) if (event.kind() == Kind.ACCEPTED) isAccepted.add(event.message());
    var all = new TreeMap<String, SortedSet<String>>();
    for (var event : events)
      if (event.kind() == Kind.SENT && isAccepted.contains(event.message()))
        all.computeIfAbsent(between(event.client(), event.peer()), c -> new TreeSet<>())
            .add(event.message());
    return all;
  }

  private static String between(String one, String other) {
    return one.compareTo(other) < 0 ? one + " and " + other : other + " and " + one;
  }

  private void checkAt(
      String server,
      String user,
      List<String> users,
      SortedMap<String, SortedSet<String>> accepted) {
    try (var lines = dialer.connect(server)) {
      var login = request("login").put("name", user).put("password", ChatClient.password(user));
      assertThat(ask(lines, login).path("ev").asText()).isEqualTo("welcome");
      for (var other : users) {
        if (user.compareTo(other) >= 0) continue;
        var conversation = between(user, other);
        var kept = awaitComplete(lines, other);
        assertThat(kept)
            .as("%s at %s", conversation, server)
            .doesNotHaveDuplicates()
            .containsAll(accepted.getOrDefault(conversation, new TreeSet<>()));
        var before = first.putIfAbsent(conversation, kept);
        if (before != null && !before.equals(kept)) differing.add(conversation);
      }
    }
  }

  private static List<String> awaitComplete(Lines lines, String with) {
    var texts = new ArrayList<String>();
    Awaitility.await("a complete history at " + with)
        .atMost(COMPLETE_SECONDS, TimeUnit.SECONDS)
        .pollDelay(0, TimeUnit.MILLISECONDS)
        .until(() -> read(lines, with, texts));
    return texts;
  }

  /** Returns whether the server has everything; {@code texts} are the conversation's, in order. */
  private static boolean read(Lines lines, String with, List<String> texts) {
    texts.clear();
    boolean isComplete = true;
    var before = "";
    while (true) {
      var asked = request("history").put("with", with).put("limit", PAGE);
      if (!before.isEmpty()) asked.put("before", before);
      var page = ask(lines, asked);
      assertThat(page.path("ev").asText()).as("%s", page).isEqualTo("history");
      var older = new ArrayList<String>();
      for (var message : page.path("messages")) older.add(message.path("text").asText());
      texts.addAll(0, older);
      isComplete &= page.path("complete").asBoolean();
      if (!page.path("more").asBoolean()) return isComplete;
      before = page.path("messages").path(0).path("pos").asText();
    }
  }

  private static ObjectNode request(String op) {
    return JSON.createObjectNode().put("op", op).put("id", "kept");
  }

  private static JsonNode ask(Lines lines, ObjectNode request) {
    lines.write(request.toString());
    long endNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MS);
    while (System.nanoTime() < endNs) {
      var line = lines.poll(100);
      if (lines.isOver(line)) break;
      if (line.isPresent() && line.get().path("re").asText().equals("kept")) return line.get();
    }
    throw new AssertionError("no answer to " + request);
  }
}
