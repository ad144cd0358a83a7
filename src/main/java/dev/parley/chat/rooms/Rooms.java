package dev.parley.chat.rooms;

import dev.parley.chat.model.Refusal;
import dev.parley.chat.model.Refusal.Code;
import dev.parley.chat.model.RoomName;
import dev.parley.chat.rooms.RoomChange.Banned;
import dev.parley.chat.rooms.RoomChange.Closed;
import dev.parley.chat.rooms.RoomChange.Created;
import dev.parley.chat.rooms.RoomChange.Ended;
import dev.parley.chat.rooms.RoomChange.HistorySet;
import dev.parley.chat.rooms.RoomChange.Invited;
import dev.parley.chat.rooms.RoomChange.Joined;
import dev.parley.chat.rooms.RoomChange.Left;
import dev.parley.chat.rooms.RoomChange.Muted;
import dev.parley.chat.rooms.RoomChange.Opened;
import dev.parley.chat.rooms.RoomChange.Removed;
import dev.parley.chat.rooms.RoomChange.RoleGiven;
import dev.parley.chat.rooms.RoomChange.TopicSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * All rooms, by name: a part of the account log, so that each change is decided once, and parts of
 * the group that meet continue with one of them. A change that is decided has an effect only where
 * its author may make it: others may have been decided between its request and itself.
 *
 * @param wereAny whether there ever was one: messages of it may wait when the last one is closed,
 *     so servers that know no rooms must not be able to read the log then either
 */
public record Rooms(List<Room> list, boolean wereAny) {
  /**
   * The log is written to the disk as a whole with each of its entries, and is one part of a state.
   * One more is refused.
   */
  public static final int MAX_ROOMS = 500;

  /** Of all rooms together, for the same reason: some 50 bytes each. */
  public static final int MAX_MEMBERSHIPS = 10_000;

  /** Bans and mutes of all rooms together, for the same reason and as large. */
  public static final int MAX_RULES = 5_000;

  /** In so many rooms a user may be. */
  public static final int MAX_ROOMS_OF_USER = 100;

  /** So many rooms a user may own: nobody takes all names. */
  public static final int MAX_OWNED = 20;

  /** There never was one. */
  public static final Rooms NONE = new Rooms(List.of(), false);

  /** There were these, or others before. */
  public Rooms(List<Room> list) {
    this(list, true);
  }

  public Rooms {
    list = List.copyOf(list);
    wereAny = wereAny || !list.isEmpty();
    if (list.size() > MAX_ROOMS) throw new IllegalArgumentException(list.size() + " rooms");
  }

  public Optional<Room> find(RoomName name) {
    int place = place(name);
    return isAt(place, name) ? Optional.of(list.get(place)) : Optional.empty();
  }

  private boolean isAt(int place, RoomName name) {
    return place < list.size() && list.get(place).name().compareTo(name) == 0;
  }

  private int place(RoomName name) {
    int low = 0;
    int high = list.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (list.get(middle).name().compareTo(name) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The rooms of which {@code account} is a member. */
  public List<Room> of(RoomAccount account) {
    return list.stream().filter(room -> room.member(account).isPresent()).toList();
  }

  /** Whether everything is as {@code change} wants it. */
  public boolean isDone(RoomChange change) {
    var room = find(change.room());
    if (change instanceof Closed || change instanceof Ended) return room.isEmpty();
    if (change instanceof Left)
      return room.filter(r -> r.member(change.by()).isPresent()).isEmpty();
    return room.filter(r -> isDone(r, change)).isPresent();
  }

  private static boolean isDone(Room room, RoomChange change) {
    if (change instanceof Created created)
      return created.claim() == 0 ? room.isOwner(created.by()) : room.claim() == created.claim();
    if (change instanceof Invited invited)
      return room.invited().contains(invited.whom()) || room.member(invited.whom()).isPresent();
    if (change instanceof Joined) return room.member(change.by()).isPresent();
    if (change instanceof Removed removed)
      return room.member(removed.whom()).isEmpty() && !room.invited().contains(removed.whom());
    if (change instanceof TopicSet set) return room.topic().equals(set.topic());
    if (change instanceof Opened opened) return room.isOpen() == opened.isOpen();
    if (change instanceof RoleGiven given)
      return room.role(given.whom()).equals(Optional.of(given.role()));
    if (change instanceof Banned banned)
      return room.isBanned(banned.whom()) == banned.isBanned()
          && (!banned.isBanned() || room.member(banned.whom()).isEmpty());
    if (change instanceof Muted muted)
      return room.rules().muted().contains(muted.whom()) == muted.isMuted();
    if (change instanceof HistorySet set) return room.rules().isHistoryForAll() == set.isForAll();
    throw new AssertionError("no outcome of " + change);
  }

  /** The rooms after {@code change} was decided: these, if it may not be made. */
  public Rooms after(RoomChange change) {
    if (refusal(change, Room.MAX_MEMBERS).isPresent()) return this;
    if (change instanceof Created created) return with(first(created));
    var by = change.by();
    if (change instanceof Closed || change instanceof Ended) return without(change.room());
    if (change instanceof Invited invited)
      return changed(change, room -> room.withInvited(invited.whom()));
    if (change instanceof Joined) return changed(change, room -> room.withMember(by));
    if (change instanceof Left) return changed(change, room -> room.without(by));
    if (change instanceof Removed removed)
      return changed(change, room -> room.without(removed.whom()));
    if (change instanceof TopicSet set) return changed(change, room -> room.withTopic(set.topic()));
    if (change instanceof Opened opened) return changed(change, room -> room.open(opened.isOpen()));
    if (change instanceof RoleGiven given)
      return changed(change, room -> room.with(given.whom(), given.role()));
    if (change instanceof Banned banned)
      return changed(change, room -> room.banned(banned.whom(), banned.isBanned()));
    if (change instanceof Muted muted)
      return changed(change, room -> room.muted(muted.whom(), muted.isMuted()));
    if (change instanceof HistorySet set)
      return changed(change, room -> room.historyForAll(set.isForAll()));
    throw new AssertionError("no effect for " + change);
  }

  private static Room first(Created created) {
    var founder = new RoomMember(created.by(), RoomRole.OWNER);
    return new Room(
        created.room(),
        created.claim(),
        created.topic(),
        created.isOpen(),
        List.of(founder),
        List.of());
  }

  private Rooms with(Room room) {
    var all = new ArrayList<>(list);
    all.add(place(room.name()), room);
    return new Rooms(all);
  }

  private Rooms without(RoomName name) {
    var all = new ArrayList<>(list);
    all.remove(place(name));
    return new Rooms(all);
  }

  /** A room without members is none. */
  private Rooms changed(RoomChange change, UnaryOperator<Room> how) {
    int place = place(change.room());
    var room = how.apply(list.get(place));
    var all = new ArrayList<>(list);
    if (room.members().isEmpty()) all.remove(place);
    else all.set(place, room);
    return new Rooms(all);
  }

  // Who may change what.

  /** The reason why {@code change} may not be made, where a room has at most so many members. */
  public Optional<Refusal> refusal(RoomChange change, int maxMembers) {
    if (change instanceof Created created) return refusal(created);
    var room = find(change.room());
    if (room.isEmpty()) return Optional.of(noSuchRoom(change.room()));
    if (change instanceof Ended) return Optional.empty();
    if (change instanceof Joined) return joining(room.get(), change.by(), maxMembers);
    if (room.get().member(change.by()).isEmpty()) return Optional.of(notAMember(change.room()));
    if (change instanceof Left) return Optional.empty();
    boolean isForOwners =
        change instanceof Closed
            || change instanceof Opened
            || change instanceof RoleGiven
            || change instanceof HistorySet;
    if (isForOwners && !room.get().isOwner(change.by())) return notAllowed("its owner");
    if (!room.get().mayModerate(change.by())) return notAllowed("its owner and moderators");
    if (change instanceof TopicSet set) return checkTopic(set.topic());
    if (change instanceof RoleGiven given && room.get().member(given.whom()).isEmpty())
      return refuse(Code.NOT_A_MEMBER, "'" + given.whom().name() + "' is not in this room.");
    if (change instanceof RoleGiven given && isLastOwner(room.get(), given))
      return refuse(
          Code.NOT_ALLOWED,
          "You are the only owner of this room: make another member an owner first, or leave.");
    if (change instanceof Removed removed && room.get().isOwner(removed.whom()))
      return refuse(
          Code.NOT_ALLOWED, "An owner cannot be removed: an owner gives them another role first.");
    if (change instanceof Invited invited && room.get().isBanned(invited.whom()))
      return refuse(
          Code.NOT_ALLOWED,
          "'" + invited.whom().name() + "' is banned from this room: end the ban first.");
    if (change instanceof Banned banned)
      return banned.isBanned() ? banning(room.get(), banned.whom()) : Optional.empty();
    if (change instanceof Muted muted) return muting(room.get(), muted);
    return Optional.empty();
  }

  private Optional<Refusal> banning(Room room, RoomAccount whom) {
    if (room.isOwner(whom))
      return refuse(
          Code.NOT_ALLOWED, "An owner cannot be banned: an owner gives them another role first.");
    return room.isBanned(whom) ? Optional.empty() : tooManyRules(room.rules().banned(), "ban");
  }

  private Optional<Refusal> muting(Room room, Muted muted) {
    if (!muted.isMuted()) {
      // Or a mute would be nothing to a moderator.
      return muted.whom().equals(muted.by()) && room.isMuted(muted.by())
          ? refuse(
              Code.NOT_ALLOWED, "You are muted: ask another moderator, or an owner, to end it.")
          : Optional.empty();
    }
    if (room.member(muted.whom()).isEmpty())
      return refuse(Code.NOT_A_MEMBER, "'" + muted.whom().name() + "' is not in this room.");
    if (room.isOwner(muted.whom()))
      return refuse(
          Code.NOT_ALLOWED, "An owner cannot be muted: an owner gives them another role first.");
    return room.rules().muted().contains(muted.whom())
        ? Optional.empty()
        : tooManyRules(room.rules().muted(), "mute");
  }

  private Optional<Refusal> tooManyRules(List<RoomAccount> listed, String what) {
    if (listed.size() >= RoomRules.MAX_LISTED)
      return refuse(
          Code.RATE_LIMITED,
          "This room has %d %ss, which is the most: end one of them first."
              .formatted(RoomRules.MAX_LISTED, what));
    int rules = list.stream().mapToInt(room -> room.rules().listed()).sum();
    return rules < MAX_RULES
        ? Optional.empty()
        : refuse(
            Code.RATE_LIMITED, "The servers have no room for another " + what + ": end one first.");
  }

  /** Whether the room would have no owner: then this one might have to remain it. */
  private static boolean isLastOwner(Room room, RoleGiven given) {
    return given.role() != RoomRole.OWNER
        && room.isOwner(given.whom())
        && room.members().stream().filter(one -> one.role() == RoomRole.OWNER).count() == 1;
  }

  public static Refusal noSuchRoom(RoomName name) {
    return Refusal.of(
        Code.NO_SUCH_ROOM, "There is no room '" + name + "': check its spelling, or create it.");
  }

  public static Refusal notAMember(RoomName name) {
    return Refusal.of(Code.NOT_A_MEMBER, "You are not in the room '" + name + "': join it first.");
  }

  /** The answer to who writes and is muted. */
  public static Refusal muted(RoomName name) {
    return Refusal.of(
        Code.MUTED, "You are muted in the room '" + name + "': ask one of its moderators.");
  }

  private Optional<Refusal> refusal(Created created) {
    if (find(created.room()).isPresent())
      return refuse(
          Code.NAME_TAKEN,
          "There is a room '"
              + created.room()
              + "' already: join it, or choose"
              + " another name.");
    if (list.size() >= MAX_ROOMS || memberships() >= MAX_MEMBERSHIPS)
      return refuse(
          Code.RATE_LIMITED,
          "The servers have no room for another room: ask an owner to close one.");
    long owned = list.stream().filter(room -> room.isOwner(created.by())).count();
    if (owned >= MAX_OWNED)
      return refuse(
          Code.RATE_LIMITED,
          "You own " + MAX_OWNED + " rooms, which is the most: close one of them first.");
    return tooMany(created.by()).or(() -> checkTopic(created.topic()));
  }

  private int memberships() {
    return list.stream().mapToInt(room -> room.members().size()).sum();
  }

  private Optional<Refusal> tooMany(RoomAccount account) {
    return of(account).size() < MAX_ROOMS_OF_USER
        ? Optional.empty()
        : refuse(
            Code.RATE_LIMITED,
            "You are in "
                + MAX_ROOMS_OF_USER
                + " rooms, which is the most: leave one of them first.");
  }

  private Optional<Refusal> joining(Room room, RoomAccount by, int maxMembers) {
    if (room.isBanned(by))
      return refuse(
          Code.BANNED,
          "You are banned from '" + room.name() + "': ask one of its moderators to end that.");
    // One who may not join is not told that the room is full, nor who is in it.
    if (!room.isOpen() && !room.invited().contains(by))
      return refuse(
          Code.NOT_INVITED,
          "'" + room.name() + "' is for those who are invited: ask one of its moderators.");
    if (room.member(by).isPresent())
      return refuse(Code.NOT_ALLOWED, "You are in the room '" + room.name() + "' already.");
    if (room.members().size() >= Math.min(maxMembers, Room.MAX_MEMBERS))
      return refuse(
          Code.ROOM_FULL,
          "'" + room.name() + "' has as many members as a room may have: create another one.");
    if (memberships() >= MAX_MEMBERSHIPS)
      return refuse(
          Code.RATE_LIMITED, "The servers have no room for another member: ask their operator.");
    return tooMany(by);
  }

  /** A topic is one line, and may be empty. */
  private static Optional<Refusal> checkTopic(String topic) {
    boolean isOne =
        topic.length() <= Room.MAX_TOPIC && topic.chars().noneMatch(Character::isISOControl);
    return isOne
        ? Optional.empty()
        : refuse(
            Code.TEXT_INVALID,
            "A topic is one line of at most " + Room.MAX_TOPIC + " characters: shorten it.");
  }

  private static Optional<Refusal> notAllowed(String who) {
    return refuse(Code.NOT_ALLOWED, "Only " + who + " may do that in this room.");
  }

  private static Optional<Refusal> refuse(Code code, String sentence) {
    return Optional.of(Refusal.of(code, sentence));
  }
}
