package dev.parley.replica;

import dev.parley.chat.ChatState;
import dev.parley.chat.RoomReceipts;
import dev.parley.chat.RoomTyping;
import dev.parley.chat.model.RoomName;
import dev.parley.chat.model.UserName;
import dev.parley.chat.rooms.Room;
import dev.parley.chat.rooms.RoomAbilities;
import dev.parley.chat.rooms.RoomAccount;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.View;
import java.util.Optional;

/**
 * Passes on that a user types to a room, as {@link TypingHints} to another user: to members alone,
 * and from members who may write there. In larger rooms somebody always types.
 *
 * @param <S> a session, as its opener refers to it; equal only to itself
 */
final class RoomTypingHints<S> {
  private final ChatState state;
  private final SessionTable<S> sessions;
  private final UserServers servers;
  private RoomAbilities abilities = RoomAbilities.ALL;

  RoomTypingHints(ChatState state, SessionTable<S> sessions, ReplicaOutputs outputs) {
    this.state = state;
    this.sessions = sessions;
    this.servers = new UserServers(state, outputs);
  }

  /** What all servers of the view know of rooms: others would take the hint for none. */
  void onAbilities(RoomAbilities common) {
    abilities = common;
  }

  /** The user of this session types to {@code to}. */
  void onTyping(S session, RoomName to, View view, MemberId self, long nowMs) {
    var entry = sessions.find(session);
    if (entry.isEmpty() || !entry.get().typing.admits(to, nowMs)) return;
    var hint = new RoomTyping(entry.get().name, to);
    var room = room(hint);
    if (room.isEmpty()) return;
    tell(hint, room.get());
    if (!abilities.areRulesKnown()) return;
    var members = room.get().members().stream().map(member -> member.account().name()).toList();
    servers.send(hint, members, view, self);
  }

  /** Another server passes it on, which may do so for the users that are logged in there. */
  void onArrived(MemberId from, RoomTyping hint) {
    if (servers.isAt(hint.from(), from)) room(hint).ifPresent(room -> tell(hint, room));
  }

  /** The room, if it is small enough and the user may write to it. */
  private Optional<Room> room(RoomTyping hint) {
    var from = account(hint.from());
    return state
        .rooms()
        .find(hint.room())
        .filter(room -> room.members().size() <= RoomReceipts.MAX_MEMBERS)
        .filter(room -> room.member(from).isPresent() && !room.isMuted(from));
  }

  private RoomAccount account(UserName name) {
    return new RoomAccount(name, state.claim(name));
  }

  private void tell(RoomTyping hint, Room room) {
    for (var member : room.members()) {
      var name = member.account().name();
      boolean isHidden =
          name.equals(hint.from())
              || !member.account().equals(account(name))
              || state.blocks(name, hint.from())
              || state.blocks(hint.from(), name);
      if (!isHidden)
        sessions.tellOfTyping(name, new ReplicaProtocol.TypesInRoom(hint.from(), room.name()));
    }
  }
}
