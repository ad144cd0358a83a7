package dev.parley.session.dialect.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.chat.PushWindow;
import dev.parley.chat.history.HistoryMark;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.Refusal;
import dev.parley.chat.model.RoomPost;
import dev.parley.chat.model.UserName;
import dev.parley.chat.rooms.RoomAccount;
import dev.parley.protocol.Endpoint;
import dev.parley.replica.ClientTraits;
import dev.parley.replica.ReplicaProtocol.Accepted;
import dev.parley.replica.ReplicaProtocol.Closing;
import dev.parley.replica.ReplicaProtocol.Kept;
import dev.parley.replica.ReplicaProtocol.ListedRoom;
import dev.parley.replica.ReplicaProtocol.MailPushed;
import dev.parley.replica.ReplicaProtocol.NodeStatus;
import dev.parley.replica.ReplicaProtocol.ReadElsewhere;
import dev.parley.replica.ReplicaProtocol.Returned;
import dev.parley.replica.ReplicaProtocol.RoomEvent;
import dev.parley.replica.ReplicaProtocol.SeenInRoom;
import dev.parley.replica.ReplicaProtocol.SentPushed;
import dev.parley.replica.ReplicaProtocol.SessionInfo;
import dev.parley.session.dialect.ClientReply;
import dev.parley.session.dialect.Refusals;
import dev.parley.session.dialect.ServerVersion;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The lines with which the JSON dialect answers, without their ends. */
public final class JsonReplies {
  // The form of Instant itself omits a fraction of zero; a fixed width is easier for a shell script
  // of twenty lines.
  private static final DateTimeFormatter SENT_AT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private JsonReplies() {}

  static ObjectNode event(String name) {
    return JsonNodeFactory.instance.objectNode().put("ev", name);
  }

  static ObjectNode answer(String name, Optional<String> re) {
    var answer = event(name);
    re.ifPresent(id -> answer.put("re", id));
    return answer;
  }

  static ObjectNode named(String name, UserName user) {
    return event(name).put("name", user.spelling());
  }

  public static ObjectNode error(Optional<String> re, Refusal refusal) {
    var error = answer("error", re).put("code", refusal.code().name()).put("text", refusal.text());
    if (refusal.retryAfterMs() != Refusal.NONE) error.put("retryAfterMs", refusal.retryAfterMs());
    if (refusal.expectedSeq() != Refusal.NONE) error.put("expected", refusal.expectedSeq());
    return error;
  }

  static ObjectNode welcome(ClientReply.Welcome reply) {
    var opened = reply.opened();
    var status = opened.status();
    var welcome =
        answer("welcome", reply.re())
            .put("name", opened.name().spelling())
            .put("node", status.node())
            .put("server", status.server().map(Endpoint::toString).orElse(""));
    putLeader(welcome, status);
    var servers = welcome.putArray("servers");
    status.servers().forEach(server -> servers.add(server.toString()));
    welcome
        .put("unread", opened.unread())
        .put("ticket", reply.ticket())
        .put("nextSeq", opened.nextSeq());
    reply.scram().ifPresent(proof -> welcome.put("scram", proof));
    if (reply.wrongPasswords() > 0) welcome.put("wrongPasswords", reply.wrongPasswords());
    welcome.put("window", PushWindow.MAX_UNACKNOWLEDGED).put("version", ClientTraits.LATEST);
    return opened.isBehind() ? welcome.put("behind", true) : welcome;
  }

  static ObjectNode accepted(Optional<String> re, Accepted accepted) {
    return answer("accepted", re)
        .put("msg", accepted.msg().toString())
        .put("seq", accepted.id().seq())
        .put("copies", accepted.copies())
        .put("duplicate", accepted.duplicate())
        .put("at", accepted.at());
  }

  static ObjectNode users(ClientReply.Online reply) {
    var users = answer("users", reply.re());
    put(reply.names(), users.putArray("online"));
    return reply.more() > 0 ? users.put("more", reply.more()) : users;
  }

  static ObjectNode blockSet(ClientReply.BlockSet set) {
    return answer(set.isBlocked() ? "blocked" : "unblocked", set.re())
        .put("name", set.name().spelling());
  }

  static ObjectNode blocks(ClientReply.BlocksListed listed) {
    var blocks = answer("blocks", listed.re());
    put(listed.names(), blocks.putArray("names"));
    return blocks;
  }

  static ObjectNode watched(ClientReply.Watched reply) {
    var watched = answer("watched", reply.re());
    put(reply.online(), watched.putArray("online"));
    put(reply.offline(), watched.putArray("offline"));
    return watched;
  }

  static ObjectNode unwatched(ClientReply.Unwatched reply) {
    var unwatched = answer("unwatched", reply.re());
    put(reply.names(), unwatched.putArray("names"));
    return unwatched;
  }

  private static void put(Collection<UserName> names, ArrayNode array) {
    names.forEach(name -> array.add(name.spelling()));
  }

  static ObjectNode rooms(ClientReply.Rooms reply) {
    var told = reply.listed();
    var rooms = answer("rooms", reply.re());
    var list = rooms.putArray("list");
    for (var room : told.rooms()) put(room, list.addObject());
    return rooms;
  }

  static ObjectNode room(ClientReply.RoomShown reply) {
    var told = reply.told();
    var room = put(told.room(), answer("room-info", reply.re()));
    var members = room.putArray("list");
    for (var member : told.members()) {
      var name = member.account().name();
      members
          .addObject()
          .put("name", name.spelling())
          .put("role", member.role().word())
          .put("online", told.online().contains(name));
    }
    put(room, "banned", told.rules().banned());
    put(room, "muted", told.rules().muted());
    return room;
  }

  private static void put(ObjectNode into, String field, List<RoomAccount> accounts) {
    if (accounts.isEmpty()) return;
    put(accounts.stream().map(RoomAccount::name).toList(), into.putArray(field));
  }

  private static ObjectNode put(ListedRoom room, ObjectNode into) {
    into.put("room", room.name().spelling())
        .put("topic", room.topic())
        .put("open", room.isOpen())
        .put("members", room.members());
    if (room.role().isPresent())
      into.put("role", room.role().get().word()).put("unread", room.unread());
    if (room.isHistoryForAll()) into.put("history", JsonRequests.HISTORY_FOR_ALL);
    return room.isInvited() ? into.put("invited", true) : into;
  }

  static ObjectNode room(RoomEvent happened) {
    var event = event("room").put("room", happened.room().spelling()).put("what", happened.what());
    happened.by().ifPresent(by -> event.put("by", by.spelling()));
    happened.whom().ifPresent(whom -> event.put("whom", whom.spelling()));
    return event;
  }

  static ObjectNode seen(SeenInRoom seen) {
    var event = event("delivered").put("room", seen.room().spelling());
    var list = event.putArray("list");
    for (var count : seen.counts())
      list.addObject()
          .put("msg", count.msg().toString())
          .put("seen", count.seen())
          .put("of", count.of());
    return event;
  }

  static ObjectNode history(ClientReply.History reply) {
    var told = reply.told();
    var history = answer("history", reply.re()).put("with", told.with());
    var messages = history.putArray("messages");
    for (var kept : told.messages()) put(kept, messages.addObject());
    history.put("more", told.hasMore());
    if (told.hasLater()) history.put("later", true);
    return history.put("complete", told.isComplete());
  }

  static ObjectNode conversations(ClientReply.Conversations reply) {
    var told = reply.told();
    var conversations = answer("conversations", reply.re());
    var list = conversations.putArray("list");
    for (var listed : told.list()) {
      var one = list.addObject().put("with", listed.with().spelling());
      put(listed.last(), one.putObject("last"));
      one.put("unread", listed.unread()).put("online", listed.isOnline());
    }
    return conversations.put("more", told.hasMore()).put("complete", told.isComplete());
  }

  static ObjectNode found(ClientReply.Found reply) {
    var told = reply.found();
    var found = answer("found", reply.re());
    var messages = found.putArray("messages");
    for (var kept : told.messages()) put(kept, messages.addObject());
    return found.put("more", told.hasMore()).put("complete", told.isComplete());
  }

  private static void put(Kept kept, ObjectNode message) {
    var mail = kept.mail();
    var mark = HistoryMark.of(mail);
    message
        .put("msg", mark.message().toString())
        .put("pos", mark.toString())
        .put("from", kept.from().spelling())
        .put(RoomPost.is(mail) ? "room" : "to", to(mail, kept.to()))
        .put("text", RoomPost.text(mail))
        .put("sentAt", SENT_AT.format(Instant.ofEpochMilli(mail.sentAtMs())));
    // Nobody is told who in a room has seen what.
    if (!RoomPost.is(mail)) message.put("delivered", kept.isDelivered());
  }

  static ObjectNode sessions(Optional<String> re, List<SessionInfo> sessions) {
    var told = answer("sessions", re);
    var list = told.putArray("list");
    for (var session : sessions) {
      var one = list.addObject().put("server", session.server().map(Endpoint::toString).orElse(""));
      session.seen().ifPresent(seen -> put(seen, one));
      if (session.isOwn()) one.put("this", true);
    }
    return told;
  }

  private static void put(SessionInfo.Seen seen, ObjectNode session) {
    session
        .put("client", seen.client())
        .put("since", SENT_AT.format(Instant.ofEpochMilli(seen.arrival().wallMs())));
    if (!seen.arrival().address().isEmpty()) session.put("address", seen.arrival().address());
  }

  static ObjectNode devices(ClientReply.Devices reply) {
    var told = answer("devices", reply.re());
    var list = told.putArray("list");
    for (var device : reply.devices()) {
      var one = list.addObject().put("device", device.device());
      if (!device.kind().isEmpty()) one.put("kind", device.kind());
      if (device.isLoggedIn()) {
        one.put("server", device.server().map(Endpoint::toString).orElse(""));
        one.put("since", time(device.sinceMs()));
      } else if (device.lastSeenMs() > 0) one.put("lastSeen", time(device.lastSeenMs()));
      if (device.isOwn()) one.put("this", true);
    }
    return told;
  }

  private static String time(long ms) {
    return SENT_AT.format(Instant.ofEpochMilli(ms));
  }

  static ObjectNode status(ClientReply.StatusTold reply) {
    var status = reply.status();
    var told =
        answer("status", reply.re()).put("node", status.node()).put("state", status.state().word());
    putLeader(told, status);
    var members = told.putObject("view").put("epoch", status.epoch()).putArray("members");
    for (var member : status.members()) {
      members
          .addObject()
          .put("id", member.id())
          .put("server", member.server().toString())
          .put("sessions", member.sessions());
    }
    var registry = told.putObject("registry").put("open", status.accounts().closed().isEmpty());
    status.accounts().closed().ifPresent(reason -> registry.put("reason", reason));
    return told.put("iterations", reply.iterations());
  }

  static ObjectNode state(ClientReply.StateTold reply) {
    return answer("status", reply.re())
        .put("state", reply.state().word())
        .put("version", ServerVersion.TEXT)
        .put("iterations", reply.iterations());
  }

  static ObjectNode message(MailPushed pushed) {
    var mark = HistoryMark.of(pushed.mail());
    return message(pushed, mark, pushed.n(), mark.message(), RoomPost.text(pushed.mail()));
  }

  /** A part of the text of a message, for a client that knows no longer ones. */
  static ObjectNode part(MailPushed pushed, long n, int part, String text) {
    var mark = HistoryMark.of(pushed.mail());
    return message(pushed, mark, n, EarlierClient.id(mark.message(), part), text);
  }

  private static ObjectNode message(
      MailPushed pushed, HistoryMark mark, long n, UUID msg, String text) {
    var message =
        event("message")
            .put("n", n)
            .put("msg", msg.toString())
            .put("at", pushed.at())
            .put("pos", mark.toString());
    putContent(message, pushed.mail(), text);
    message.put("stored", pushed.stored());
    var clock = message.putObject("vc");
    pushed.clock().forEach(clock::put);
    return message;
  }

  static ObjectNode sent(SentPushed pushed) {
    var mark = HistoryMark.of(pushed.mail());
    var sent =
        event("sent")
            .put("n", pushed.n())
            .put("msg", mark.message().toString())
            .put("at", pushed.at())
            .put("pos", mark.toString());
    putContent(sent, pushed.mail(), RoomPost.text(pushed.mail()));
    return sent;
  }

  static ObjectNode read(ReadElsewhere read) {
    var told = event("read").put("with", read.with());
    told.put("upTo", read.upTo().toString());
    return read.isSkipped() ? told.put("skipped", true) : told;
  }

  static ObjectNode returned(Returned returned) {
    return event("returned")
        .put("msg", returned.msg().toString())
        .put("to", returned.to().spelling())
        .put("reason", "NAME_LOST")
        .put("text", Refusals.returned(returned.to()));
  }

  static ObjectNode closing(Closing closing) {
    var told = event("closing").put("code", closing.code().name()).put("text", closing.text());
    closing.server().ifPresent(server -> told.put("server", server.toString()));
    return told.put("afterMs", closing.afterMs());
  }

  private static void putContent(ObjectNode message, Mail mail, String text) {
    message
        .put("from", mail.from().spelling())
        .put(RoomPost.is(mail) ? "room" : "to", to(mail, mail.to()))
        .put("text", text);
    message.put("sentAt", SENT_AT.format(Instant.ofEpochMilli(mail.sentAtMs())));
  }

  private static String to(Mail mail, UserName receiver) {
    return RoomPost.is(mail) ? RoomPost.room(mail).spelling() : receiver.spelling();
  }

  /** The leader's client address; null while there is none. */
  private static void putLeader(ObjectNode node, NodeStatus status) {
    node.put("leader", status.leaderServer().map(Endpoint::toString).orElse(null));
  }
}
