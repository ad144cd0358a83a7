package dev.parley.client.core;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.Optional;

/** The lines that the client sends, without their ends; see the client protocol. */
public final class Requests {
  /** The id of {@link #terms}. */
  static final String TERMS = "terms";

  /** The id of {@link #refresh}. */
  static final String REFRESH = "refresh";

  /** The id of {@link #history}. */
  static final String HISTORY = "history";

  /** The id of {@link #watch}, to which nobody waits for the answer. */
  static final String WATCH = "watch";

  /** The version of the protocol that has all of this. */
  static final int WITH_ROOMS = 3;

  /** The version of before: a client that says it is shown nothing of rooms. */
  static final int WITHOUT_ROOMS = 2;

  /** Begins the id of {@link #topicOf}; the name of who has set it follows. */
  private static final String TOPIC = "topic ";

  private Requests() {}

  static String login(
      Profile profile, Credentials by, boolean redirect, String after, int version) {
    var login = request("login", "login").put("name", profile.name());
    if (by.isTicket()) login.put("ticket", by.secret());
    else login.put("password", by.secret());
    return complete(login, profile, redirect, after, version);
  }

  /** {@code invite} is the code of an invitation, or empty. */
  static String register(String name, String password, String invite) {
    return register(name, invite).put("password", password).toString();
  }

  private static ObjectNode register(String name, String invite) {
    var register = request("register", "register").put("name", name);
    return invite.isEmpty() ? register : register.put("invite", invite);
  }

  /** Begins a login that does not show the password. */
  static String loginByScram(
      Profile profile, String first, boolean redirect, String after, int version) {
    var login = request("login", "login").put("name", profile.name()).put("scram", first);
    return complete(login, profile, redirect, after, version);
  }

  private static String complete(
      ObjectNode login, Profile profile, boolean redirect, String after, int version) {
    login.put("client", profile.client()).put("redirect", redirect);
    if (!after.isEmpty()) login.put("after", after);
    return login.put("pings", true).put("version", version).put("device", "terminal").toString();
  }

  /** {@code id}: of the request whose challenge it answers. */
  static String proof(String id, String last) {
    return request("proof", id).put("scram", last).toString();
  }

  static String proof(String last) {
    return proof("login", last);
  }

  /** Begins a change of the password that shows neither of the two. */
  static String changeVerifier(String first, String verifier) {
    return request("password", "password").put("scram", first).put("verifier", verifier).toString();
  }

  /** Asks how the server takes passwords. */
  static String terms() {
    return request("status", TERMS).toString();
  }

  /** {@code invite} is the code of an invitation, or empty. */
  static String registerVerifier(String name, String verifier, String invite) {
    return register(name, invite).put("verifier", verifier).toString();
  }

  static String send(UnsentMessage draft, long seq) {
    return request("send", "send-" + draft.number())
        .put("to", draft.to())
        .put("text", draft.text())
        .put("seq", seq)
        .toString();
  }

  static String ack(long n) {
    return JsonNodeFactory.instance.objectNode().put("op", "ack").put("n", n).toString();
  }

  /** The answer to the server's own question. */
  static String pong(long token) {
    return JsonNodeFactory.instance.objectNode().put("op", "pong").put("token", token).toString();
  }

  static String changePassword(String old, String next) {
    return request("password", "password").put("old", old).put("new", next).toString();
  }

  /** To block a user, or to block them no more. */
  static String setBlock(String name, boolean isBlocked) {
    var op = isBlocked ? "block" : "unblock";
    return request(op, op).put("name", name).toString();
  }

  /** To be told when these users come and go. */
  static String watch(Collection<String> names) {
    var watch = request("watch", WATCH);
    var array = watch.putArray("names");
    names.forEach(array::add);
    return watch.toString();
  }

  /** The last {@code count} messages with a user, or as many as a server gives at once. */
  public static String history(String with, int count) {
    return request("history", HISTORY)
        .put("with", with)
        .put("limit", Math.max(1, Math.min(count, ClientEvent.HistoryTold.MAX_MESSAGES)))
        .toString();
  }

  /** The user's rooms and invitations; {@code isAll}: and those that everybody may join. */
  public static RoomRequest rooms(boolean isAll) {
    return request(request("rooms", "rooms").put("all", isAll), "", "");
  }

  /** As {@link #rooms}, where the user has not asked. */
  static String refreshRooms() {
    return request("rooms", REFRESH).toString();
  }

  /** The topic of a room, which {@code by} has just set. */
  static RoomRequest topicOf(String room, String by) {
    return request(request("room-info", TOPIC + by), room, "");
  }

  /** Who has set the topic for which a request with this id has asked, if it has. */
  static Optional<String> authorOfTopic(String id) {
    return id.startsWith(TOPIC) ? Optional.of(id.substring(TOPIC.length())) : Optional.empty();
  }

  /** One of the requests that only name a room. */
  static RoomRequest room(String op, String room) {
    return request(request(op, op), room, "");
  }

  /** One of the requests that name a room and a user. */
  static RoomRequest room(String op, String room, String whom) {
    return request(request(op, op).put("name", whom), room, whom);
  }

  /** A new room; the topic may be empty. */
  static RoomRequest createRoom(String room, String topic) {
    return request(request("room-create", "room-create").put("topic", topic), room, "");
  }

  static RoomRequest setTopic(String room, String topic) {
    return request(request("room-set", "room-set").put("topic", topic), room, "");
  }

  static RoomRequest setRole(String room, String whom, String role) {
    var set = request("room-set", "room-set").put("name", whom).put("role", role);
    return request(set, room, whom);
  }

  /** A request of a program's, as it has written it, but with an id of this client's. */
  public static RoomRequest ofProgram(ObjectNode request) {
    var op = request.path("op").asText();
    var named = request.deepCopy().put("id", op);
    return new RoomRequest(
        op, request.path("room").asText(), request.path("name").asText(), named.toString());
  }

  private static RoomRequest request(ObjectNode request, String room, String whom) {
    if (!room.isEmpty()) request.put("room", room);
    return new RoomRequest(request.path("op").asText(), room, whom, request.toString());
  }

  /** The end of the session; this client comes back with its ticket. */
  static String leave() {
    return request("logout", "logout").put("keep", true).toString();
  }

  /** The end of one of the user's clients. */
  static String endDevice(String device) {
    return request("end-device", "end-device").put("device", device).toString();
  }

  /** The end of this client's tickets, or of all tickets and sessions of the user. */
  static String logOut(boolean isAll) {
    return request("logout", "logout").put("all", isAll).toString();
  }

  /** One of the requests without fields. */
  public static String plain(String op) {
    return request(op, op).toString();
  }

  /** As {@link #plain}, where no answer is awaited. */
  static String refresh(String op) {
    return request(op, REFRESH).toString();
  }

  private static ObjectNode request(String op, String id) {
    return JsonNodeFactory.instance.objectNode().put("op", op).put("id", id);
  }
}
