package dev.parley.replica;

import dev.parley.chat.ChatState;
import dev.parley.chat.Notice;
import dev.parley.chat.accounts.Account;
import dev.parley.chat.model.Refusal;
import dev.parley.chat.model.RoomName;
import dev.parley.chat.model.RoomPost;
import dev.parley.chat.model.UserName;
import dev.parley.chat.rooms.Room;
import dev.parley.chat.rooms.RoomAccount;
import dev.parley.chat.rooms.RoomChange;
import dev.parley.chat.rooms.RoomMember;
import dev.parley.chat.rooms.RoomRules;
import dev.parley.chat.rooms.Rooms;
import dev.parley.replica.ReplicaProtocol.ListedRoom;
import dev.parley.replica.ReplicaProtocol.RoomEvent;
import dev.parley.replica.ReplicaProtocol.RoomRefused;
import dev.parley.replica.ReplicaProtocol.RoomTold;
import dev.parley.replica.ReplicaProtocol.RoomsListed;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The rooms of this node's users: what they ask about them, what they want to be changed, which the
 * leader decides, and what they are told of the changes of all.
 *
 * @param <S> a session, as its opener refers to it; equal only to itself
 */
final class RoomRequests<S> {
  /** What becomes of a wish. */
  sealed interface Answer {}

  /** The leader is to be asked for this. */
  record Wanted(RoomChange change) implements Answer {}

  record Refused(Refusal refusal) implements Answer {}

  /** A list of open rooms has no more; their names are found by others. */
  static final int MAX_OPEN_LISTED = 200;

  private final ChatState state;
  private final SessionTable<S> sessions;
  private final Function<RoomChange, Optional<Refusal>> closed;

  /** {@code closed}: why this cannot be done with a room at the moment. */
  RoomRequests(
      ChatState state, SessionTable<S> sessions, Function<RoomChange, Optional<Refusal>> closed) {
    this.state = state;
    this.sessions = sessions;
    this.closed = closed;
  }

  /** {@code session} is open. */
  Answer change(S session, RoomWish wish) {
    var entry = sessions.find(session);
    if (entry.isEmpty())
      return new Refused(
          Refusal.of(Refusal.Code.NOT_LOGGED_IN, "You are not logged in: log in first."));
    var answer = wanted(account(entry.get().name), wish);
    if (!(answer instanceof Wanted wanted)) return answer;
    return closed.apply(wanted.change()).<Answer>map(Refused::new).orElse(answer);
  }

  private Answer wanted(RoomAccount by, RoomWish wish) {
    if (wish instanceof RoomWish.Create w)
      return new Wanted(new RoomChange.Created(w.room(), by, 0, w.topic(), w.isOpen()));
    if (wish instanceof RoomWish.Close w) return new Wanted(new RoomChange.Closed(w.room(), by));
    if (wish instanceof RoomWish.Join w) return new Wanted(new RoomChange.Joined(w.room(), by));
    if (wish instanceof RoomWish.Leave w) return new Wanted(new RoomChange.Left(w.room(), by));
    if (wish instanceof RoomWish.SetTopic w)
      return new Wanted(new RoomChange.TopicSet(w.room(), by, w.topic()));
    if (wish instanceof RoomWish.SetOpen w)
      return new Wanted(new RoomChange.Opened(w.room(), by, w.isOpen()));
    if (wish instanceof RoomWish.SetHistory w)
      return new Wanted(new RoomChange.HistorySet(w.room(), by, w.isForAll()));
    if (wish instanceof RoomWish.Invite w)
      return about(w.whom(), whom -> new RoomChange.Invited(w.room(), by, whom));
    if (wish instanceof RoomWish.Remove w)
      return new Wanted(
          new RoomChange.Removed(w.room(), by, known(w.room(), w.whom(), RoomRequests::accounts)));
    if (wish instanceof RoomWish.GiveRole w)
      return about(w.whom(), whom -> new RoomChange.RoleGiven(w.room(), by, whom, w.role()));
    if (wish instanceof RoomWish.Ban w)
      return w.isBanned()
          ? about(w.whom(), whom -> new RoomChange.Banned(w.room(), by, whom, true))
          : new Wanted(
              new RoomChange.Banned(
                  w.room(),
                  by,
                  known(w.room(), w.whom(), r -> r.rules().banned().stream()),
                  false));
    if (wish instanceof RoomWish.Mute w)
      return w.isMuted()
          ? about(w.whom(), whom -> new RoomChange.Muted(w.room(), by, whom, true))
          : new Wanted(
              new RoomChange.Muted(
                  w.room(), by, known(w.room(), w.whom(), r -> r.rules().muted().stream()), false));
    throw new AssertionError("no change for " + wish);
  }

  private Answer about(UserName whom, Function<RoomAccount, RoomChange> change) {
    if (state.account(whom).isPresent()) return new Wanted(change.apply(account(whom)));
    return new Refused(
        Refusal.of(
            Refusal.Code.NO_SUCH_USER, "There is no user '" + whom + "': check the spelling."));
  }

  /** Who is in the room, or listed there, under this name may have lost it since. */
  private RoomAccount known(
      RoomName room, UserName name, Function<Room, Stream<RoomAccount>> listed) {
    return state.rooms().find(room).stream()
        .flatMap(listed)
        .filter(account -> account.name().equals(name))
        .findFirst()
        .orElseGet(() -> account(name));
  }

  private RoomAccount account(UserName name) {
    return new RoomAccount(state.account(name).map(Account::name).orElse(name), state.claim(name));
  }

  void onList(S session, boolean areOpen) {
    var entry = sessions.find(session);
    if (entry.isEmpty()) return;
    var asker = account(entry.get().name);
    var unread = unread(asker.name());
    var list = new ArrayList<ListedRoom>();
    for (var room : state.rooms().of(asker)) list.add(listed(room, asker, unread));
    int own = list.size();
    if (areOpen)
      state.rooms().list().stream()
          .filter(room -> room.isOpen() && room.member(asker).isEmpty())
          .limit(MAX_OPEN_LISTED)
          .forEach(room -> list.add(listed(room, asker, unread)));
    for (var room : state.rooms().list())
      if (room.invited().contains(asker) && (!areOpen || !room.isOpen()))
        list.add(listed(room, asker, unread));
    sessions.tell(entry.get(), new RoomsListed(list, own));
  }

  private ListedRoom listed(Room room, RoomAccount asker, Map<Long, Integer> unread) {
    return new ListedRoom(
        room.name(),
        room.topic(),
        room.isOpen(),
        room.members().size(),
        unread.getOrDefault(room.claim(), 0),
        room.role(asker),
        room.invited().contains(asker),
        room.rules().isHistoryForAll());
  }

  /** By the claims of rooms, in one pass: there may be as many rooms as messages that wait. */
  private Map<Long, Integer> unread(UserName user) {
    var unread = new TreeMap<Long, Integer>();
    for (var mail : state.waiting(user))
      if (RoomPost.isCopy(mail)) unread.merge(RoomPost.roomClaim(mail), 1, Integer::sum);
    return unread;
  }

  /** Who is in a room is for those who may join it. */
  void onAsk(S session, RoomName name) {
    var entry = sessions.find(session);
    if (entry.isEmpty()) return;
    var asker = account(entry.get().name);
    var room = state.rooms().find(name);
    if (room.isEmpty()) {
      sessions.tell(entry.get(), new RoomRefused(Rooms.noSuchRoom(name)));
      return;
    }
    boolean isMember = room.get().member(asker).isPresent();
    if (!isMember && !room.get().isOpen() && !room.get().invited().contains(asker)) {
      sessions.tell(entry.get(), new RoomRefused(Rooms.notAMember(name)));
      return;
    }
    var online = new TreeSet<UserName>();
    for (var member : room.get().members()) {
      var who = member.account().name();
      if (!isHeld(member.account())) continue;
      boolean isHere = !sessions.of(who).isEmpty() || sessions.watchers().online().contains(who);
      if (isHere && !state.blocks(who, asker.name())) online.add(who);
    }
    sessions.tell(
        entry.get(),
        new RoomTold(
            listed(room.get(), asker, unread(asker.name())),
            room.get().members(),
            online,
            isMember ? room.get().rules() : RoomRules.NONE));
  }

  // Events.

  void onChanged(Notice.RoomChanged changed) {
    var change = changed.change();
    var to = members(changed.room());
    if (!change.by().equals(RoomChange.NOBODY) && isHeld(change.by())) to.add(change.by().name());
    var whom = whom(change);
    whom.filter(this::isHeld)
        .filter(who -> isTold(who, changed))
        .ifPresent(who -> to.add(who.name()));
    tell(to, event(change, whom.map(RoomAccount::name)));
    // Clients know by that word alone who is in the room no more.
    boolean isOut = change instanceof RoomChange.Banned && wasIn(whom, changed);
    if (isOut)
      tell(
          to,
          new RoomEvent(
              change.room(),
              "removed",
              Optional.of(change.by().name()),
              whom.map(RoomAccount::name)));
  }

  private static boolean wasIn(Optional<RoomAccount> whom, Notice.RoomChanged changed) {
    return whom.flatMap(changed.before()::member).isPresent()
        && whom.flatMap(changed.room()::member).isEmpty();
  }

  /**
   * What somebody does to a user who blocks them and was not in the room is not told to that user:
   * neither an invitation nor its end. Nor is a ban: a stranger could be written to by it.
   */
  private boolean isTold(RoomAccount whom, Notice.RoomChanged changed) {
    if (changed.before().member(whom).isPresent()) return true;
    boolean isInvited = changed.before().invited().contains(whom);
    return (!RoomChange.needsRules(changed.change()) || isInvited)
        && !state.blocks(whom.name(), changed.change().by().name());
  }

  /** Whether the name is still that account's: somebody else may have it since a merge. */
  private boolean isHeld(RoomAccount account) {
    return state.claim(account.name()) == account.claim();
  }

  private static RoomEvent event(RoomChange change, Optional<UserName> whom) {
    var by = Optional.of(change.by()).filter(who -> !who.equals(RoomChange.NOBODY));
    return new RoomEvent(change.room(), what(change), by.map(RoomAccount::name), whom);
  }

  private static String what(RoomChange change) {
    if (change instanceof RoomChange.Created) return "created";
    if (change instanceof RoomChange.Closed || change instanceof RoomChange.Ended) return "closed";
    if (change instanceof RoomChange.Invited) return "invited";
    if (change instanceof RoomChange.Joined) return "joined";
    if (change instanceof RoomChange.Left) return "left";
    if (change instanceof RoomChange.Removed) return "removed";
    if (change instanceof RoomChange.TopicSet) return "topic";
    if (change instanceof RoomChange.Opened opened)
      return opened.isOpen() ? "opened" : "invite-only";
    if (change instanceof RoomChange.RoleGiven given) return given.role().word();
    if (change instanceof RoomChange.Banned banned)
      return banned.isBanned() ? "banned" : "unbanned";
    if (change instanceof RoomChange.HistorySet set)
      return set.isForAll() ? "history-all" : "history-joined";
    if (change instanceof RoomChange.Muted muted) return muted.isMuted() ? "muted" : "unmuted";
    throw new AssertionError("no word for " + change);
  }

  private static Optional<RoomAccount> whom(RoomChange change) {
    if (change instanceof RoomChange.Invited invited) return Optional.of(invited.whom());
    if (change instanceof RoomChange.Removed removed) return Optional.of(removed.whom());
    if (change instanceof RoomChange.RoleGiven given) return Optional.of(given.whom());
    if (change instanceof RoomChange.Banned banned) return Optional.of(banned.whom());
    if (change instanceof RoomChange.Muted muted) return Optional.of(muted.whom());
    return Optional.empty();
  }

  /**
   * Another part of the group has decided about the room, and how it came to be so is not known.
   */
  void onReplaced(Notice.RoomReplaced replaced) {
    var room = replaced.room();
    tell(members(room), new RoomEvent(room.name(), "changed", Optional.empty(), Optional.empty()));
  }

  private static Stream<RoomAccount> accounts(Room room) {
    return room.members().stream().map(RoomMember::account);
  }

  private SortedSet<UserName> members(Room room) {
    var names = new TreeSet<UserName>();
    for (var member : room.members())
      if (isHeld(member.account())) names.add(member.account().name());
    return names;
  }

  private void tell(SortedSet<UserName> names, RoomEvent event) {
    for (var name : names) sessions.tellOfRooms(name, event);
  }
}
