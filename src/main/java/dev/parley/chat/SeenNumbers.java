package dev.parley.chat;

import dev.parley.chat.ChatEvent.ForgottenStream;
import dev.parley.chat.ChatSnapshot.StreamState;
import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.MessageId;
import dev.parley.chat.model.RoomName;
import dev.parley.chat.model.RoomPost;
import dev.parley.chat.model.UserName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * For each stream, the highest number seen and the fingerprints of its latest messages. Numbers in
 * a stream have no gaps, so "highest" says exactly which messages were ever seen: no tombstone is
 * needed to recognise a resend, or a message that was shown and removed.
 *
 * <p>A stream that is forgotten leaves its highest number only, under {@link
 * ClientStream#forgotten}. When its client comes back after all it goes on where it was, and its
 * resends are still recognised: forgetting loses fingerprints, and nothing else. So the number that
 * is left beats whatever another replica has of the stream that is not higher.
 *
 * <p>For all streams of one client to members of rooms one number is left, the highest of those
 * that are forgotten: whatever is not higher was seen by every member. So what they have seen is
 * not shown again, at the price of one number for each client, and not for each member.
 */
public final class SeenNumbers {
  /**
   * At most this many fingerprints are kept for one stream: a resend further back counts as a
   * duplicate without a comparison.
   */
  public static final int FINGERPRINTS = 64;

  private static final long UNKNOWN = 0;

  /**
   * The state of one stream: {@code recent} are the fingerprints of its latest numbers, the last
   * that of {@code highest}. Immutable, so a snapshot may share it.
   */
  static final class Mark {
    private final long highest;
    private final long[] recent;
    private final long usedMs;

    private Mark(long highest, long[] recent, long usedMs) {
      this.highest = highest;
      this.recent = recent;
      this.usedMs = usedMs;
    }

    static Mark of(StreamState state) {
      var recent = state.recent();
      int first = Math.max(0, recent.size() - FINGERPRINTS);
      return new Mark(
          state.highest(),
          recent.subList(first, recent.size()).stream().mapToLong(Long::longValue).toArray(),
          state.usedMs());
    }

    long usedMs() {
      return usedMs;
    }

    /** Without the fingerprints of the numbers up to this one. */
    private Mark after(long upTo) {
      int kept = (int) Math.min(recent.length, highest - upTo);
      if (kept == recent.length) return this;
      // As merge makes them, or equal states would have two forms.
      while (kept > 0 && recent[recent.length - kept] == UNKNOWN) kept--;
      var rest = Arrays.copyOfRange(recent, recent.length - kept, recent.length);
      return new Mark(highest, rest, usedMs);
    }

    long highest() {
      return highest;
    }

    List<Long> recent() {
      return PackedNumbers.of(recent);
    }

    /** The fingerprint of {@code seq}, or {@link #UNKNOWN}. */
    private long at(long seq) {
      long back = highest - seq;
      return back < 0 || back >= recent.length ? UNKNOWN : recent[recent.length - 1 - (int) back];
    }

    /** Like {@link #merge} with the next number, which nearly every message brings. */
    private Mark append(long print, long sentAtMs) {
      int kept = Math.min(recent.length, FINGERPRINTS - 1);
      var grown = Arrays.copyOfRange(recent, recent.length - kept, recent.length + 1);
      grown[kept] = print;
      return new Mark(highest + 1, grown, Math.max(usedMs, sentAtMs));
    }

    private boolean isSame(Mark other) {
      return highest == other.highest
          && usedMs == other.usedMs
          && Arrays.equals(recent, other.recent);
    }

    Mark merge(Mark other) {
      long top = Math.max(highest, other.highest);
      int length = 0;
      for (int back = 0; back < FINGERPRINTS; back++) {
        if (at(top - back) != UNKNOWN || other.at(top - back) != UNKNOWN) length = back + 1;
      }
      var merged = new long[length];
      for (int i = 0; i < length; i++) {
        long seq = top - (length - 1 - i);
        merged[i] = one(at(seq), other.at(seq));
      }
      return new Mark(top, merged, Math.max(usedMs, other.usedMs));
    }

    private static long one(long print, long other) {
      if (print == UNKNOWN) return other;
      if (other == UNKNOWN) return print;
      // Two texts under one number are a client's mistake; every replica keeps the same one.
      return Math.min(print, other);
    }
  }

  private final TreeMap<ClientStream, Mark> marks = new TreeMap<>();
  private long memory;

  /** The highest number seen of {@code stream}, also before it was forgotten; 0 if none. */
  public long highest(ClientStream stream) {
    var mark = marks.get(stream);
    return mark == null ? forgottenUpTo(stream) : mark.highest();
  }

  /** {@code mail} with the object for its stream that is kept here anyway, if there is one. */
  Mail share(Mail mail) {
    var known = marks.floorKey(mail.id().stream());
    return known == null ? mail : mail.sharing(known);
  }

  private long forgottenUpTo(ClientStream stream) {
    var mark = stream.isForgotten() ? null : marks.get(stream.forgotten());
    return mark == null ? 0 : mark.highest();
  }

  /** Whether {@code stream} was used and is not forgotten. */
  boolean isInUse(ClientStream stream) {
    return marks.containsKey(stream);
  }

  /** The fingerprint of a message seen before, if it is still known. */
  Optional<Long> fingerprint(MessageId id) {
    var mark = marks.get(id.stream());
    long print = mark == null ? UNKNOWN : mark.at(id.seq());
    return print == UNKNOWN ? Optional.empty() : Optional.of(print);
  }

  void onMail(Mail mail) {
    var stream = mail.id().stream();
    long seq = mail.id().seq();
    if (stream.isToMember()) {
      onCopy(mail);
      return;
    }
    long print = fingerprintOf(mail);
    var mark = marks.get(stream);
    if (mark != null && mark.highest() + 1 == seq) {
      marks.put(stream, mark.append(print, mail.sentAtMs()));
      return;
    }
    if (seq <= forgottenUpTo(stream)) return;
    var seen = new Mark(seq, new long[] {print}, mail.sentAtMs());
    if (mark == null) memory += MemoryCost.of(stream);
    marks.put(stream, mark == null ? seen : mark.merge(seen));
  }

  /**
   * Of a copy of what was sent to a room only the number counts, which may leave some out: the
   * resend of a post is recognised by the post.
   */
  private void onCopy(Mail mail) {
    var stream = mail.id().stream();
    if (mail.id().seq() > forgottenUpTo(stream))
      merge(stream, new Mark(mail.id().seq(), new long[0], mail.sentAtMs()));
  }

  /**
   * Forgets {@code forgotten}, but for its last number; returns the streams that are different now.
   * A number that was never seen here is not believed: all that the leader had seen comes before
   * its word.
   */
  List<ClientStream> forget(ForgottenStream forgotten) {
    var stream = forgotten.stream();
    long upTo = forgotten.upTo();
    if (upTo < 1 || upTo > highest(stream)) return List.of();
    if (stream.isForgotten()) {
      var gone = new ArrayList<>(List.of(stream));
      // The client may count from 1 again.
      for (var copies : copiesLike(stream)) if (highest(copies) <= upTo) gone.add(copies);
      gone.forEach(this::remove);
      return gone;
    }
    var left = stream.forgotten();
    merge(left, new Mark(upTo, new long[0], forgotten.usedMs()));
    settle(stream, upTo);
    var changed = new ArrayList<>(List.of(stream, left));
    if (!stream.isToMember()) return changed;
    for (var other : copiesLike(stream))
      if (other.isToMember() && settle(other, upTo)) changed.add(other);
    return changed;
  }

  /** The streams to members of rooms of the client of {@code stream}, and what is left of them. */
  private List<ClientStream> copiesLike(ClientStream stream) {
    var mark = stream.clientMark();
    return of(stream.sender()).keySet().stream()
        .filter(known -> known.isToMember() || known.isForgottenToMembers())
        .filter(known -> known.clientMark().equals(mark))
        .toList();
  }

  private void remove(ClientStream stream) {
    if (marks.remove(stream) != null) memory -= MemoryCost.of(stream);
  }

  /** Returns true if the stream, which is forgotten up to this number, is different now. */
  private boolean settle(ClientStream stream, long upTo) {
    var mark = marks.get(stream);
    if (mark == null) return false;
    var rest = mark.after(Math.min(upTo, mark.highest()));
    if (mark.highest() <= upTo) remove(stream);
    else if (rest != mark) marks.put(stream, rest);
    return rest != mark || mark.highest() <= upTo;
  }

  /**
   * To be called after {@link #merge}: what is forgotten beats what came with it. Returns the
   * streams that are different now.
   */
  List<ClientStream> settle() {
    var senders = new TreeSet<UserName>();
    for (var stream : marks.keySet()) if (stream.isForgotten()) senders.add(stream.sender());
    return senders.stream()
        .flatMap(sender -> List.copyOf(of(sender).keySet()).stream())
        .filter(stream -> !stream.isForgotten() && settle(stream, forgottenUpTo(stream)))
        .toList();
  }

  /**
   * Notes that the stream was seen at this time, if it is not known when it was used last: of
   * streams that came with the state of another server, or are of an earlier version. Returns false
   * if it is known.
   */
  boolean onSeen(ClientStream stream, long wallMs) {
    var mark = marks.get(stream);
    if (mark == null || mark.usedMs() != 0) return false;
    marks.put(stream, new Mark(mark.highest(), mark.recent, wallMs));
    return true;
  }

  /** All streams of {@code sender}, those that stand for forgotten ones included. */
  SortedMap<ClientStream, Mark> of(UserName sender) {
    var from = ClientStream.first(sender);
    return Collections.unmodifiableSortedMap(
        marks.subMap(from, true, ClientStream.last(sender), true));
  }

  /** The first sender after this one who has a stream; the first of all if there is none before. */
  Optional<UserName> senderAfter(Optional<UserName> before) {
    var next =
        before.isEmpty() ? marks.firstEntry() : marks.higherEntry(ClientStream.last(before.get()));
    return Optional.ofNullable(next).map(entry -> entry.getKey().sender());
  }

  /**
   * Forgets the numbers of {@code sender}'s clients; returns their streams. The streams of the
   * nodes continue: their numbers are never given again.
   */
  List<ClientStream> forgetClientsOf(UserName sender) {
    var forgotten = of(sender).keySet().stream().filter(stream -> !stream.isOfNode()).toList();
    forgotten.forEach(this::remove);
    return forgotten;
  }

  /**
   * All streams of {@code sender} are as said, and there are no others; returns the changed ones.
   */
  List<ClientStream> replace(UserName sender, List<StreamState> streams) {
    var wanted = new TreeMap<ClientStream, Mark>();
    for (var state : streams) wanted.put(state.stream(), Mark.of(state));
    var here = new TreeMap<>(of(sender));
    var changed = new ArrayList<ClientStream>();
    for (var stream : here.keySet()) {
      if (wanted.containsKey(stream)) continue;
      remove(stream);
      changed.add(stream);
    }
    wanted.forEach(
        (stream, mark) -> {
          var known = here.get(stream);
          if (known != null && known.isSame(mark)) return;
          if (known == null) memory += MemoryCost.of(stream);
          marks.put(stream, mark);
          changed.add(stream);
        });
    return changed;
  }

  void clear() {
    marks.clear();
    memory = 0;
  }

  /** Returns true if {@code mark} added anything new. */
  boolean merge(ClientStream stream, Mark mark) {
    if (mark.highest() == 0) return false; // a row of a stream that was forgotten
    var before = marks.get(stream);
    var merged = before == null ? mark : before.merge(mark);
    if (before == null) memory += MemoryCost.of(stream);
    marks.put(stream, merged);
    return before == null || !before.isSame(merged);
  }

  /**
   * The memory that all streams take, in bytes, each with all the fingerprints that it may have.
   */
  long memory() {
    return memory;
  }

  /** The known state of {@code stream}; its highest number is 0 if nothing is known. */
  StreamState state(ClientStream stream) {
    var mark = marks.get(stream);
    return mark == null
        ? new StreamState(stream, 0, List.of())
        : new StreamState(stream, mark.highest(), mark.recent(), mark.usedMs());
  }

  SortedMap<ClientStream, Mark> marks() {
    return Collections.unmodifiableSortedMap(marks);
  }

  /**
   * The number of client ids that {@code sender} has sent under and that are not forgotten; the
   * nodes' own streams do not count.
   */
  int clients(UserName sender) {
    return (int) of(sender).keySet().stream().filter(SeenNumbers::isOfClient).count();
  }

  /**
   * When the client id of {@code sender} that has been unused for longest was used. One of which
   * that is not known counts as used now: the leader alone notes when it has seen it first.
   */
  long leastUsedMs(UserName sender, long wallMs) {
    return leastUsedMs(sender, wallMs, SeenNumbers::isOfClient);
  }

  /** As {@link #leastUsedMs}, of what is left of those that are forgotten. */
  long leastUsedForgottenMs(UserName sender, long wallMs) {
    return leastUsedMs(sender, wallMs, SeenNumbers::isForgottenId);
  }

  private long leastUsedMs(UserName sender, long wallMs, Predicate<ClientStream> isMeant) {
    return of(sender).entrySet().stream()
        .filter(entry -> isMeant.test(entry.getKey()))
        .mapToLong(entry -> entry.getValue().usedMs())
        .map(usedMs -> usedMs == 0 ? wallMs : usedMs)
        .min()
        .orElse(wallMs);
  }

  /** How many streams of {@code sender} are forgotten but for their last numbers. */
  int forgotten(UserName sender) {
    return (int) of(sender).keySet().stream().filter(SeenNumbers::isForgottenId).count();
  }

  /** How many streams {@code sender} has to members of rooms, for each client to each member. */
  int toMembers(UserName sender) {
    return (int) of(sender).keySet().stream().filter(ClientStream::isToMember).count();
  }

  /** Whether it stands for a client's own stream, or a node's, that was forgotten. */
  static boolean isForgottenId(ClientStream stream) {
    return stream.isForgotten() && !stream.isForgottenToMembers();
  }

  static boolean isOfClient(ClientStream stream) {
    return !stream.isOfNode() && !stream.isForgotten() && !stream.isToMember();
  }

  static long fingerprintOf(Mail mail) {
    return RoomPost.is(mail)
        ? fingerprintOf(RoomPost.room(mail), RoomPost.text(mail))
        : fingerprintOf(mail.to(), mail.text());
  }

  /** As {@link #fingerprintOf(UserName, String)}; no user is named like a room. */
  static long fingerprintOf(RoomName to, String text) {
    return fingerprint(to.key() + "\n" + text);
  }

  /** Distinguishes two messages of one number; FNV-1a over receiver and text. */
  static long fingerprintOf(UserName to, String text) {
    return fingerprint(to.key() + "\n" + text);
  }

  private static long fingerprint(String content) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < content.length(); i++) {
      hash = (hash ^ content.charAt(i)) * 0x100000001b3L;
    }
    return hash == UNKNOWN ? 1 : hash;
  }
}
