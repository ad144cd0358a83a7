package dev.parley.netns;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.netns.ClientEvent.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * A user's program as the client protocol wants it: keeps its client id, its numbers and its
 * ticket, sends again what was not accepted, goes to another server when its own is gone or silent,
 * or is behind what it has shown, and shows nothing twice. Its user writes to others at random, and
 * answers some of what is shown.
 */
final class ChatClient implements Runnable {
  /** What is told to all users; {@code hasRoom}: all are in the {@link SharedRoom}. */
  record Plan(List<String> users, List<String> servers, long meanGapMs, boolean hasRoom) {}

  private record Draft(long seq, String to, String name, String answers) {}

  /** A server that answers nothing for so long is given up. */
  private static final long PATIENCE_MS = 6_000;

  /** In place of a refusal's code: the server does not know all that the client has shown. */
  static final String BEHIND = "behind";

  private static final long PING_MS = 1_000;
  private static final long RETRY_MS = 100;
  private static final int MAX_UNACCEPTED = 20;
  private static final int ACK_EVERY = 8;
  private static final double ANSWERS = 0.35;
  private static final double FORWARDS = 0.1;

  /** All in the room are shown what one sends there: few messages go there, and few answers. */
  private static final double TO_ROOM = 0.1;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Dialer dialer;
  private final String name;
  private final Plan plan;
  private final SplittableRandom random;
  private final ChatLog log;
  private final TreeMap<Long, Draft> unaccepted = new TreeMap<>();
  private final Set<String> shown = new HashSet<>();
  private int server;
  private long sent;
  private String latestAt = "";
  private String ticket;
  private volatile boolean writes = true;
  private volatile boolean stopped;
  private volatile int open;

  // Of the session.
  private long shownUpTo;
  private long acknowledgedUpTo;
  private long heardMs;
  private long askedMs;
  private long nextDraftMs;
  private long sendAgainMs = Long.MAX_VALUE;

  /** {@code ticket}: from an earlier login, or empty. */
  ChatClient(Dialer dialer, String name, String ticket, int server, Plan plan, long seed) {
    this.dialer = dialer;
    this.name = name;
    this.ticket = ticket;
    this.server = server;
    this.plan = plan;
    this.random = new SplittableRandom(seed);
    this.log = new ChatLog(name);
  }

  String name() {
    return name;
  }

  ChatLog log() {
    return log;
  }

  static String password(String user) {
    return "correct horse " + user;
  }

  static String client(String user) {
    return "client-" + user;
  }

  /** The user writes no more; the client goes on to show what comes. */
  void fallSilent() {
    writes = false;
  }

  void stop() {
    stopped = true;
  }

  /** How many of its messages are not accepted yet. */
  int open() {
    return open;
  }

  @Override
  public void run() {
    while (!stopped) {
      try (var lines = dialer.connect(plan.servers().get(server))) {
        if (login(lines)) session(lines);
      }
      server = (server + 1) % plan.servers().size();
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(RETRY_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static long nowMs() {
    return System.nanoTime() / 1_000_000;
  }

  private boolean login(Lines lines) {
    var request = JSON.createObjectNode().put("op", "login").put("id", "login").put("name", name);
    if (ticket.isEmpty()) request.put("password", password(name));
    else request.put("ticket", ticket);
    request.put("client", client(name)).put("after", latestAt).put("version", 3);
    lines.write(request.toString());
    long endMs = nowMs() + PATIENCE_MS;
    while (!stopped && nowMs() < endMs) {
      var line = lines.poll(50);
      if (lines.isOver(line)) return false;
      if (line.isEmpty() || !line.get().path("re").asText().equals("login")) continue;
      return onLoginAnswer(line.get());
    }
    return false;
  }

  private boolean onLoginAnswer(JsonNode answer) {
    boolean isIn = answer.path("ev").asText().equals("welcome");
    ticket = answer.path("ticket").asText();
    // What is sent from a server that is behind may be shown before what it answers.
    if (isIn && !answer.path("behind").asBoolean()) return true;
    log.add(Kind.REFUSED, isIn ? BEHIND : answer.path("code").asText(), "login", "");
    return false;
  }

  private void session(Lines lines) {
    log.add(Kind.CONNECTED, "", plan.servers().get(server), "");
    shownUpTo = 0;
    acknowledgedUpTo = 0;
    heardMs = nowMs();
    askedMs = heardMs;
    unaccepted.values().forEach(draft -> write(lines, draft));
    while (!stopped && nowMs() - heardMs < PATIENCE_MS) {
      var line = lines.poll(5);
      if (lines.isOver(line)) break;
      if (line.isPresent()) {
        heardMs = nowMs();
        onEvent(lines, line.get());
      }
      onTime(lines, line.isEmpty());
    }
    log.add(Kind.DISCONNECTED, "", plan.servers().get(server), "");
  }

  private void onTime(Lines lines, boolean isIdle) {
    long now = nowMs();
    if (shownUpTo > acknowledgedUpTo && (isIdle || shownUpTo - acknowledgedUpTo >= ACK_EVERY)) {
      lines.write(JSON.createObjectNode().put("op", "ack").put("n", shownUpTo).toString());
      acknowledgedUpTo = shownUpTo;
      log.add(Kind.ACKNOWLEDGED, Long.toString(shownUpTo), "", "");
    }
    if (now - askedMs > PING_MS) {
      askedMs = now;
      lines.write("{\"op\":\"ping\",\"id\":\"ping\"}");
    }
    if (now > sendAgainMs) {
      sendAgainMs = Long.MAX_VALUE;
      unaccepted.values().forEach(draft -> write(lines, draft));
    }
    if (writes && now >= nextDraftMs) {
      nextDraftMs = now + random.nextLong(2 * plan.meanGapMs() + 1);
      boolean isForRoom = plan.hasRoom() && random.nextDouble() < TO_ROOM;
      send(lines, isForRoom ? SharedRoom.NAME : anybody(), "");
    }
  }

  private String anybody() {
    var others = new ArrayList<>(plan.users());
    others.remove(name);
    return others.get(random.nextInt(others.size()));
  }

  // What the server says.

  private void onEvent(Lines lines, JsonNode event) {
    switch (event.path("ev").asText()) {
      case "message" -> onMessage(lines, event);
      case "accepted" -> onAccepted(event);
      case "error" -> {
        log.add(Kind.REFUSED, event.path("code").asText(), event.path("text").asText(), "");
        sendAgainMs = nowMs() + event.path("retryAfterMs").asLong(RETRY_MS);
      }
      default -> {
        // Presence, deliveries, pongs: the line itself says that the server lives.
      }
    }
  }

  private void onMessage(Lines lines, JsonNode event) {
    shownUpTo = event.path("n").asLong();
    latestAt = event.path("at").asText(latestAt);
    var message = event.path("text").asText();
    // Not acknowledged in an earlier session, it comes again: by its server's id, not by ours.
    if (!shown.add(event.path("msg").asText())) return;
    var from = event.path("from").asText();
    log.add(Kind.DISPLAYED, message, from, "");
    if (!writes) return;
    var room = event.path("room").asText();
    if (!room.isEmpty()) {
      if (random.nextDouble() < ANSWERS / plan.users().size()) send(lines, room, message);
    } else if (random.nextDouble() < ANSWERS) send(lines, from, message);
    else if (random.nextDouble() < FORWARDS) send(lines, anybody(), message);
  }

  private void onAccepted(JsonNode event) {
    var draft = unaccepted.remove(event.path("seq").asLong());
    if (draft == null) return;
    open = unaccepted.size();
    latestAt = event.path("at").asText(latestAt);
    log.add(Kind.ACCEPTED, draft.name(), "", event.path("copies").asText());
  }

  // What the user says.

  private void send(Lines lines, String to, String answers) {
    if (unaccepted.size() >= MAX_UNACCEPTED) return;
    sent++;
    var draft = new Draft(sent, to, name + "#" + sent, answers);
    unaccepted.put(sent, draft);
    open = unaccepted.size();
    log.add(Kind.SENT, draft.name(), to, answers);
    write(lines, draft);
  }

  private void write(Lines lines, Draft draft) {
    ObjectNode request = JSON.createObjectNode().put("op", "send").put("id", "m" + draft.seq());
    request.put("to", draft.to()).put("text", draft.name()).put("seq", draft.seq());
    lines.write(request.toString());
  }
}
