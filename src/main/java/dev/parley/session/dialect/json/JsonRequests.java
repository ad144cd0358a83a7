package dev.parley.session.dialect.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.parley.chat.history.HistoryQuery;
import dev.parley.chat.model.ReadPosition;
import dev.parley.chat.model.Refusal;
import dev.parley.chat.model.RoomName;
import dev.parley.chat.model.TextRules;
import dev.parley.chat.model.UserName;
import dev.parley.chat.rooms.RoomRole;
import dev.parley.replica.ClientTraits;
import dev.parley.replica.RoomWish;
import dev.parley.session.dialect.ClientCommand;
import dev.parley.session.dialect.ClientCommand.ByPassword;
import dev.parley.session.dialect.ClientCommand.ByScram;
import dev.parley.session.dialect.ClientCommand.ByTicket;
import dev.parley.session.dialect.ClientCommand.ByVerifier;
import dev.parley.session.dialect.ClientCommand.Logout.Scope;
import dev.parley.session.dialect.ClientCommand.Proof;
import dev.parley.session.dialect.Refusals;
import dev.parley.session.dialect.Secret;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Parses the requests of the JSON dialect: a line gives a command or the reason why it is none,
 * never an exception.
 */
final class JsonRequests {
  /** The longest request id, in characters. */
  static final int MAX_ID_LENGTH = 64;

  /** The messages or conversations in an answer to a client that does not say how many it wants. */
  static final int HISTORY_LIMIT = 50;

  /** The word for a room whose members read what was sent before they joined. */
  static final String HISTORY_FOR_ALL = "all";

  /** The word for one whose members do not. */
  private static final String HISTORY_SINCE_JOINED = "joined";

  sealed interface Parsed {}

  record Understood(ClientCommand command) implements Parsed {}

  record NotUnderstood(Optional<String> re, Refusal refusal) implements Parsed {}

  /** Reads the fields of one op; the command is built only if none of them was refused. */
  private interface Op extends BiFunction<Optional<String>, JsonFields, Supplier<ClientCommand>> {}

  private static final ObjectReader READER =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build()
          .readerFor(JsonNode.class);

  private static final Map<String, Op> OPS = new TreeMap<>();

  /** What a room is told about a user, by the field that has the name. */
  private static final Map<String, BiFunction<RoomName, UserName, RoomWish>> RULES =
      new TreeMap<>();

  static {
    RULES.put("ban", (room, name) -> new RoomWish.Ban(room, name, true));
    RULES.put("unban", (room, name) -> new RoomWish.Ban(room, name, false));
    RULES.put("mute", (room, name) -> new RoomWish.Mute(room, name, true));
    RULES.put("unmute", (room, name) -> new RoomWish.Mute(room, name, false));
    OPS.put("register", JsonRequests::register);
    OPS.put("login", JsonRequests::login);
    OPS.put("proof", JsonRequests::proof);
    OPS.put("send", JsonRequests::send);
    OPS.put("ack", JsonRequests::ack);
    OPS.put("typing", JsonRequests::typing);
    OPS.put("list", (id, fields) -> () -> new ClientCommand.ListUsers(id));
    OPS.put("block", (id, fields) -> setBlock(id, fields, true));
    OPS.put("unblock", (id, fields) -> setBlock(id, fields, false));
    OPS.put("blocks", (id, fields) -> () -> new ClientCommand.ListBlocks(id));
    OPS.put("watch", (id, fields) -> setWatch(id, fields, true));
    OPS.put("unwatch", (id, fields) -> setWatch(id, fields, false));
    OPS.put("history", JsonRequests::history);
    OPS.put("conversations", JsonRequests::conversations);
    OPS.put("search", JsonRequests::search);
    OPS.put("room-create", JsonRequests::createRoom);
    OPS.put("room-close", (id, fields) -> wish(id, fields, RoomWish.Close::new));
    OPS.put("room-invite", (id, fields) -> about(id, fields, RoomWish.Invite::new));
    OPS.put("room-join", (id, fields) -> wish(id, fields, RoomWish.Join::new));
    OPS.put("room-leave", (id, fields) -> wish(id, fields, RoomWish.Leave::new));
    OPS.put("room-remove", (id, fields) -> about(id, fields, RoomWish.Remove::new));
    OPS.put("room-set", JsonRequests::setRoom);
    OPS.put("room-info", JsonRequests::askRoom);
    OPS.put("rooms", JsonRequests::listRooms);
    OPS.put("sessions", (id, fields) -> () -> new ClientCommand.ListSessions(id));
    OPS.put("devices", (id, fields) -> () -> new ClientCommand.ListDevices(id));
    OPS.put("end-device", JsonRequests::endDevice);
    OPS.put("password", JsonRequests::password);
    OPS.put("status", (id, fields) -> () -> new ClientCommand.Status(id));
    OPS.put("ping", (id, fields) -> () -> new ClientCommand.Ping(id));
    OPS.put("pong", JsonRequests::pong);
    OPS.put("renew", (id, fields) -> () -> new ClientCommand.Renew(id));
    OPS.put("logout", JsonRequests::logout);
  }

  private JsonRequests() {}

  static Parsed parse(String line) {
    JsonNode request;
    try {
      request = READER.readTree(line);
    } catch (JsonProcessingException notJson) {
      return new NotUnderstood(Optional.empty(), notAnObject());
    }
    return request.isObject()
        ? parse(new JsonFields(request))
        : new NotUnderstood(Optional.empty(), notAnObject());
  }

  private static Parsed parse(JsonFields fields) {
    var id = fields.optionalString("id");
    if (fields.refusal().isPresent() || !id.map(JsonRequests::isValidId).orElse(true)) {
      return new NotUnderstood(
          Optional.empty(),
          Refusals.malformed("The field \"id\" must be a string of 1 to 64 characters."));
    }
    var name = fields.string("op");
    if (fields.refusal().isPresent()) return new NotUnderstood(id, fields.refusal().get());
    var op = OPS.get(name);
    if (op == null) return new NotUnderstood(id, Refusals.unknownOp(OPS.keySet()));
    var command = op.apply(id, fields);
    return fields
        .refusal()
        .<Parsed>map(why -> new NotUnderstood(id, why))
        .orElseGet(() -> new Understood(command.get()));
  }

  private static boolean isValidId(String id) {
    // A lone surrogate cannot be sent back, so the client would not recognise the answer.
    return !id.isEmpty()
        && id.codePointCount(0, id.length()) <= MAX_ID_LENGTH
        && TextRules.isWhole(id);
  }

  private static Supplier<ClientCommand> register(Optional<String> id, JsonFields fields) {
    var name = fields.name("name");
    var by = chosen(fields);
    var invite = fields.optionalString("invite").filter(code -> !code.isBlank()).map(Secret::new);
    return () -> new ClientCommand.Register(id, name.orElseThrow(), by, invite);
  }

  private static ClientCommand.Chosen chosen(JsonFields fields) {
    var verifier = fields.verifier("verifier");
    if (verifier.isPresent()) return new ByVerifier(verifier.get());
    return new ByPassword(fields.secret("password"));
  }

  private static Supplier<ClientCommand> login(Optional<String> id, JsonFields fields) {
    var name = fields.name("name");
    var proof = shown(fields, name);
    var client = fields.client();
    boolean redirect = fields.flag("redirect");
    var after =
        fields.optionalString("after").map(ReadPosition::parse).orElse(ReadPosition.NOTHING);
    boolean pings = fields.flag("pings");
    var traits = traits(fields);
    return () ->
        new ClientCommand.Login(
            id, name.orElseThrow(), proof, client, redirect, after, pings, traits);
  }

  /** A version that is not known here is of a client that knows the latest one as well. */
  private static ClientTraits traits(JsonFields fields) {
    long version = fields.sequenceNumber("version").orElse(1L);
    return new ClientTraits((int) Math.min(version, ClientTraits.LATEST), fields.device());
  }

  private static Supplier<ClientCommand> logout(Optional<String> id, JsonFields fields) {
    boolean isAll = fields.flag("all");
    boolean isKept = fields.flag("keep");
    if (isAll && isKept)
      fields.refuse(Refusals.malformed("The fields \"all\" and \"keep\" exclude each other."));
    var scope = isAll ? Scope.ALL : isKept ? Scope.SESSION : Scope.CLIENT;
    return () -> new ClientCommand.Logout(id, scope);
  }

  private static Supplier<ClientCommand> pong(Optional<String> id, JsonFields fields) {
    var token = fields.sequenceNumber("token");
    return () -> new ClientCommand.Pong(id, token);
  }

  private static Supplier<ClientCommand> proof(Optional<String> id, JsonFields fields) {
    var scram = fields.secret("scram");
    return () -> new ClientCommand.Prove(id, scram);
  }

  private static Proof shown(JsonFields fields, Optional<UserName> name) {
    var ticket = fields.optionalString("ticket");
    if (ticket.isPresent()) return new ByTicket(new Secret(ticket.get()));
    var scram = fields.scram("scram", name);
    if (scram.isPresent()) return new ByScram(scram.get());
    return new ByPassword(fields.secret("password"));
  }

  private static Supplier<ClientCommand> send(Optional<String> id, JsonFields fields) {
    if (fields.isRoom("to")) return post(id, fields);
    var to = fields.name("to");
    var text = fields.string("text");
    var seq = fields.sequenceNumber("seq");
    return () -> new ClientCommand.Send(id, to.orElseThrow(), text, seq);
  }

  private static Supplier<ClientCommand> post(Optional<String> id, JsonFields fields) {
    var to = fields.room("to");
    var text = fields.string("text");
    var seq = fields.sequenceNumber("seq");
    return () -> ClientCommand.Send.toRoom(id, to.orElseThrow(), text, seq);
  }

  private static Supplier<ClientCommand> createRoom(Optional<String> id, JsonFields fields) {
    var room = fields.room("room");
    var topic = fields.optionalString("topic").orElse("");
    boolean isOpen = fields.flag("open");
    return () ->
        new ClientCommand.ChangeRoom(id, new RoomWish.Create(room.orElseThrow(), topic, isOpen));
  }

  private static Supplier<ClientCommand> wish(
      Optional<String> id, JsonFields fields, Function<RoomName, RoomWish> wish) {
    var room = fields.room("room");
    return () -> new ClientCommand.ChangeRoom(id, wish.apply(room.orElseThrow()));
  }

  private static Supplier<ClientCommand> about(
      Optional<String> id, JsonFields fields, BiFunction<RoomName, UserName, RoomWish> wish) {
    var room = fields.room("room");
    var name = fields.name("name");
    return () ->
        new ClientCommand.ChangeRoom(id, wish.apply(room.orElseThrow(), name.orElseThrow()));
  }

  /** One thing at a time: each is decided by itself. */
  private static Supplier<ClientCommand> setRoom(Optional<String> id, JsonFields fields) {
    var room = fields.room("room");
    var wishes = new ArrayList<Supplier<RoomWish>>();
    fields
        .optionalString("topic")
        .ifPresent(topic -> wishes.add(() -> new RoomWish.SetTopic(room.orElseThrow(), topic)));
    fields
        .optionalFlag("open")
        .ifPresent(open -> wishes.add(() -> new RoomWish.SetOpen(room.orElseThrow(), open)));
    fields.optionalString("history").ifPresent(word -> wishes.add(setHistory(fields, room, word)));
    fields.optionalString("role").ifPresent(role -> wishes.add(giveRole(fields, room, role)));
    RULES.forEach(
        (field, rule) ->
            fields
                .optionalName(field)
                .ifPresent(name -> wishes.add(() -> rule.apply(room.orElseThrow(), name))));
    if (wishes.size() != 1)
      fields.refuse(
          Refusals.malformed(
              "Give one of the fields \"topic\", \"open\", \"role\", \"history\", \"ban\","
                  + " \"unban\", \"mute\" and \"unmute\"."));
    return () -> new ClientCommand.ChangeRoom(id, wishes.get(0).get());
  }

  private static Supplier<RoomWish> setHistory(
      JsonFields fields, Optional<RoomName> room, String word) {
    boolean isForAll = word.equals(HISTORY_FOR_ALL);
    if (!isForAll && !word.equals(HISTORY_SINCE_JOINED))
      fields.refuse(Refusals.malformed("The field \"history\" is \"all\" or \"joined\"."));
    return () -> new RoomWish.SetHistory(room.orElseThrow(), isForAll);
  }

  private static Supplier<RoomWish> giveRole(
      JsonFields fields, Optional<RoomName> room, String word) {
    var role = RoomRole.parse(word);
    if (role.isEmpty())
      fields.refuse(
          Refusals.malformed("The field \"role\" is \"owner\", \"moderator\" or \"member\"."));
    var name = fields.name("name");
    return () -> new RoomWish.GiveRole(room.orElseThrow(), name.orElseThrow(), role.orElseThrow());
  }

  private static Supplier<ClientCommand> askRoom(Optional<String> id, JsonFields fields) {
    var room = fields.room("room");
    return () -> new ClientCommand.AskRoom(id, room.orElseThrow());
  }

  private static Supplier<ClientCommand> listRooms(Optional<String> id, JsonFields fields) {
    boolean areOpen = fields.flag("all");
    return () -> new ClientCommand.ListRooms(id, areOpen);
  }

  private static Supplier<ClientCommand> setBlock(
      Optional<String> id, JsonFields fields, boolean isBlocked) {
    var name = fields.name("name");
    return () -> new ClientCommand.SetBlock(id, name.orElseThrow(), isBlocked);
  }

  private static Supplier<ClientCommand> setWatch(
      Optional<String> id, JsonFields fields, boolean isWatched) {
    var names = fields.names("names");
    return () -> new ClientCommand.SetWatch(id, names, isWatched);
  }

  private static Supplier<ClientCommand> history(Optional<String> id, JsonFields fields) {
    var place = fields.place();
    int limit = fields.limit(HISTORY_LIMIT, HistoryQuery.MAX_LIMIT);
    if (fields.isRoom("with")) {
      var room = fields.room("with");
      return () -> new ClientCommand.AskRoomHistory(id, room.orElseThrow(), place, limit);
    }
    var with = fields.name("with");
    return () -> new ClientCommand.AskHistory(id, with.orElseThrow(), place, limit);
  }

  private static Supplier<ClientCommand> endDevice(Optional<String> id, JsonFields fields) {
    var device = fields.string("device");
    return () -> new ClientCommand.EndDevice(id, device);
  }

  private static Supplier<ClientCommand> conversations(Optional<String> id, JsonFields fields) {
    var before = fields.mark("before");
    int limit = fields.limit(HISTORY_LIMIT, HistoryQuery.MAX_LIMIT);
    return () -> new ClientCommand.AskConversations(id, before, limit);
  }

  private static Supplier<ClientCommand> typing(Optional<String> id, JsonFields fields) {
    if (fields.isRoom("to")) {
      var room = fields.room("to");
      return () -> new ClientCommand.TypeInRoom(id, room.orElseThrow());
    }
    var to = fields.name("to");
    return () -> new ClientCommand.Type(id, to.orElseThrow());
  }

  private static Supplier<ClientCommand> search(Optional<String> id, JsonFields fields) {
    var words = fields.words("text");
    int limit = fields.limit(HISTORY_LIMIT, HistoryQuery.MAX_LIMIT);
    if (fields.isRoom("with")) {
      var room = fields.room("with");
      return () -> new ClientCommand.SearchRoom(id, words.orElseThrow(), room.orElseThrow(), limit);
    }
    var with = fields.optionalName("with");
    return () -> new ClientCommand.Search(id, words.orElseThrow(), with, limit);
  }

  private static Supplier<ClientCommand> ack(Optional<String> id, JsonFields fields) {
    long n = fields.number("n");
    return () -> new ClientCommand.Ack(id, n);
  }

  private static Supplier<ClientCommand> password(Optional<String> id, JsonFields fields) {
    var first = fields.scram("scram", Optional.empty());
    if (first.isPresent()) {
      var verifier = fields.verifier("verifier");
      if (verifier.isEmpty()) fields.string("verifier"); // refused
      return () ->
          new ClientCommand.ChangePassword(
              id, new ByScram(first.get()), new ByVerifier(verifier.orElseThrow()));
    }
    var oldPassword = fields.secret("old");
    var newPassword = fields.secret("new");
    return () -> new ClientCommand.ChangePassword(id, oldPassword, newPassword);
  }

  private static Refusal notAnObject() {
    return Refusals.malformed(
        "A request is one JSON object on one line, such as {\"op\":\"ping\",\"id\":\"1\"}.");
  }
}
