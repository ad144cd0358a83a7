package dev.parley.chat;

import dev.parley.chat.model.Mail;
import dev.parley.chat.model.RoomName;
import dev.parley.chat.model.RoomPost;
import dev.parley.chat.model.UserName;
import dev.parley.chat.rooms.Rooms;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/**
 * How many of a room's members have seen what users of this server wrote to it. Only of posts that
 * were delivered here while their author was, and only in memory: an author who moves to another
 * server learns nothing more of earlier ones.
 */
public final class RoomReceipts {
  /** Nobody counts in larger rooms: an author would be told of every one of hundreds. */
  public static final int MAX_MEMBERS = 20;

  /** An author is told of a room once in so long, of all that has changed. */
  public static final long EVERY_MS = 1_000;

  /** Of an author and a room the latest are counted: who reads up reads them all at once. */
  static final int MAX_POSTS = 50;

  /** Of an author: of more, those come first of which nothing is left to tell. */
  static final int MAX_ROOMS = Rooms.MAX_ROOMS_OF_USER;

  private static final SortedMap<RoomName, Posts> NONE = Collections.emptySortedMap();

  /** One post, as clients know it: so many have seen it, of those for whom it was. */
  public record Count(UUID msg, int seen, int of) {}

  /** What an author is told of a room, the oldest post first. */
  public record Receipt(UserName author, RoomName room, List<Count> counts) {
    public Receipt {
      counts = List.copyOf(counts);
    }
  }

  /** A post that is counted. */
  private static final class Counted {
    final int of;
    final TreeSet<UserName> seen = new TreeSet<>();
    boolean isChanged;

    Counted(int of) {
      this.of = of;
    }
  }

  /** The posts of an author to a room, the oldest first. */
  private static final class Posts {
    final Map<UUID, Counted> all = new LinkedHashMap<>();
    private Optional<Long> toldMs = Optional.empty();

    void add(UUID msg, int of) {
      all.putIfAbsent(msg, new Counted(of));
      if (all.size() > MAX_POSTS) all.remove(all.keySet().iterator().next());
    }

    boolean isEmpty() {
      return all.isEmpty();
    }

    boolean isDue(long nowMs) {
      return toldMs.map(ms -> nowMs - ms >= EVERY_MS).orElse(true);
    }

    List<Count> take(long nowMs) {
      var counts = new ArrayList<Count>();
      for (var post : all.entrySet()) {
        var counted = post.getValue();
        if (!counted.isChanged) continue;
        counted.isChanged = false;
        counts.add(new Count(post.getKey(), counted.seen.size(), counted.of));
      }
      if (!counts.isEmpty()) toldMs = Optional.of(nowMs);
      all.values().removeIf(counted -> counted.seen.size() == counted.of);
      return counts;
    }
  }

  /** By author and room. */
  private final Map<UserName, SortedMap<RoomName, Posts>> posts = new TreeMap<>();

  /** What has changed since it was told: the rooms of each author. */
  private final Map<UserName, SortedSet<RoomName>> changed = new TreeMap<>();

  /** A user of this server has written to a room. */
  public void onPosted(Mail post) {
    int of = RoomPost.seenBy(post).size() - 1;
    if (of < 1 || of + 1 > MAX_MEMBERS) return;
    var rooms = posts.computeIfAbsent(post.from(), author -> new TreeMap<>());
    var room = RoomPost.room(post);
    if (!rooms.containsKey(room)) makeRoom(rooms);
    rooms.computeIfAbsent(room, r -> new Posts()).add(post.uuid(), of);
  }

  private static void makeRoom(SortedMap<RoomName, Posts> rooms) {
    if (rooms.size() >= MAX_ROOMS) rooms.values().removeIf(Posts::isEmpty);
    if (rooms.size() >= MAX_ROOMS) rooms.remove(rooms.firstKey());
  }

  /** A member has seen their copy. */
  public void onSeen(Mail copy) {
    var room = RoomPost.room(copy);
    var of = posts.getOrDefault(copy.from(), NONE).get(room);
    var counted = of == null ? null : of.all.get(copy.uuid());
    if (counted == null || !counted.seen.add(copy.to())) return;
    counted.isChanged = true;
    changed.computeIfAbsent(copy.from(), author -> new TreeSet<>()).add(room);
  }

  /** The author is not at this server any more. */
  public void onGone(UserName author) {
    posts.remove(author);
    changed.remove(author);
  }

  /** What is to be told now. */
  public List<Receipt> due(long nowMs) {
    if (changed.isEmpty()) return List.of();
    var due = new ArrayList<Receipt>();
    changed.forEach((author, rooms) -> rooms.removeIf(room -> isTaken(author, room, nowMs, due)));
    changed.values().removeIf(SortedSet::isEmpty);
    return due;
  }

  /** Adds what is to be told of the room, if it is time for that; returns false if it is not. */
  private boolean isTaken(UserName author, RoomName room, long nowMs, List<Receipt> due) {
    var of = posts.getOrDefault(author, NONE).get(room);
    if (of == null) return true;
    if (!of.isDue(nowMs)) return false;
    var counts = of.take(nowMs);
    if (!counts.isEmpty()) due.add(new Receipt(author, room, counts));
    return true;
  }
}
