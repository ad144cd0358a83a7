package dev.parley.http;

import static java.util.concurrent.CompletableFuture.completedFuture;

import akka.http.javadsl.model.HttpResponse;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.chat.accounts.LeaderMessage.ChangeRoom;
import dev.parley.chat.accounts.LeaderMessage.Denied;
import dev.parley.chat.accounts.LeaderMessage.Done;
import dev.parley.chat.accounts.LeaderMessage.Question;
import dev.parley.chat.accounts.LeaderMessage.Verdict;
import dev.parley.chat.model.RoomName;
import dev.parley.chat.model.TextRules;
import dev.parley.chat.rooms.Room;
import dev.parley.chat.rooms.RoomChange;
import dev.parley.chat.rooms.RoomRole;
import dev.parley.chat.rooms.Rooms;
import dev.parley.session.limits.ClientAddress;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/** The operator's requests about rooms. */
final class RoomApi {
  private final Function<Question, CompletionStage<Verdict>> leader;
  private final Supplier<CompletionStage<Rooms>> rooms;
  private final AuditLog audit;

  RoomApi(
      Function<Question, CompletionStage<Verdict>> leader,
      Supplier<CompletionStage<Rooms>> rooms,
      AuditLog audit) {
    this.leader = leader;
    this.rooms = rooms;
    this.audit = audit;
  }

  /** All rooms, as this node knows them, without what was sent to them. */
  CompletionStage<HttpResponse> list() {
    return rooms.get().thenApply(RoomApi::listed);
  }

  private static HttpResponse listed(Rooms rooms) {
    var report = report();
    var entries = report.putArray("rooms");
    for (var room : rooms.list()) {
      var entry = entries.addObject().put("room", room.name().spelling());
      entry.put("topic", room.topic()).put("open", room.isOpen());
      entry.put("members", room.members().size());
      put(room, entry);
    }
    return Responses.json(report);
  }

  private static void put(Room room, ObjectNode entry) {
    var owners = entry.putArray("owners");
    for (var member : room.members())
      if (member.role() == RoomRole.OWNER) owners.add(member.account().name().spelling());
  }

  /** Closes a room, which {@code text} names with or without its mark. */
  CompletionStage<HttpResponse> close(String text, ClientAddress from) {
    var name = RoomName.parse(RoomName.isMarked(text) ? text : "#" + text);
    if (name.isEmpty())
      return completedFuture(Responses.refused(404, TextRules.roomNameRefusal().text()));
    return rooms.get().thenCompose(all -> close(all, name.get(), from));
  }

  private CompletionStage<HttpResponse> close(Rooms all, RoomName name, ClientAddress from) {
    if (all.find(name).isEmpty())
      return completedFuture(Responses.refused(404, Rooms.noSuchRoom(name).text()));
    return leader
        .apply(new ChangeRoom(new RoomChange.Ended(name)))
        .thenApply(verdict -> closed(verdict, name, from));
  }

  private HttpResponse closed(Verdict verdict, RoomName name, ClientAddress from) {
    if (verdict instanceof Denied denied) return OperatorApi.refused(denied.refusal());
    if (!(verdict instanceof Done)) throw new AssertionError("no answer for " + verdict);
    audit.onAct(from, "closed room " + name);
    return Responses.json(report().put("closed", name.spelling()));
  }

  private static ObjectNode report() {
    return JsonNodeFactory.instance.objectNode();
  }
}
