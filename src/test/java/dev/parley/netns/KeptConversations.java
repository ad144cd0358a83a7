package dev.parley.netns;

import static org.assertj.core.api.Assertions.assertThat;

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

  private static final int PAGE = 200;

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
        all.computeIfAbsent(conversation(event), c -> new TreeSet<>()).add(event.message());
    return all;
  }

  private static String conversation(ClientEvent sent) {
    return SharedRoom.is(sent.peer()) ? sent.peer() : between(sent.client(), sent.peer());
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
      var login = Lines.request("login").put("name", user).put("version", 3);
      login.put("password", ChatClient.password(user));
      assertThat(lines.ask(login).path("ev").asText()).isEqualTo("welcome");
      for (var other : users) {
        if (user.compareTo(other) >= 0) continue;
        var conversation = between(user, other);
        var kept = kept(lines, server, other, conversation, accepted);
        var before = first.putIfAbsent(conversation, kept);
        if (before != null && !before.equals(kept)) differing.add(conversation);
      }
      if (accepted.containsKey(SharedRoom.NAME)) checkRoom(lines, server, accepted);
    }
  }

  private static List<String> kept(
      Lines lines,
      String server,
      String with,
      String conversation,
      SortedMap<String, SortedSet<String>> accepted) {
    var kept = awaitComplete(lines, with);
    assertThat(kept)
        .as("%s at %s", conversation, server)
        .doesNotHaveDuplicates()
        .containsAll(accepted.getOrDefault(conversation, new TreeSet<>()));
    return kept;
  }

  /** A room has one order for all of its members, at all servers. */
  private void checkRoom(
      Lines lines, String server, SortedMap<String, SortedSet<String>> accepted) {
    var kept = kept(lines, server, SharedRoom.NAME, SharedRoom.NAME, accepted);
    var before = first.putIfAbsent(SharedRoom.NAME, kept);
    if (before != null) assertThat(kept).as("the room at %s", server).isEqualTo(before);
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
      var asked = Lines.request("history").put("with", with).put("limit", PAGE);
      if (!before.isEmpty()) asked.put("before", before);
      var page = lines.ask(asked);
      assertThat(page.path("ev").asText()).as("%s", page).isEqualTo("history");
      var older = new ArrayList<String>();
      for (var message : page.path("messages")) older.add(message.path("text").asText());
      texts.addAll(0, older);
      isComplete &= page.path("complete").asBoolean();
      if (!page.path("more").asBoolean()) return isComplete;
      before = page.path("messages").path(0).path("pos").asText();
    }
  }
}
