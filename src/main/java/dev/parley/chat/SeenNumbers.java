package dev.parley.chat;

import dev.parley.chat.ChatSnapshot.StreamState;
import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.MessageId;
import dev.parley.chat.model.UserName;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * For each stream, the highest number seen and the fingerprints of its latest messages. Numbers in
 * a stream have no gaps, so "highest" says exactly which messages were ever seen: no tombstone is
 * needed to recognise a resend, or a message that was shown and removed.
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

    private Mark(long highest, long[] recent) {
      this.highest = highest;
      this.recent = recent;
    }

    static Mark of(long highest, List<Long> recent) {
      int first = Math.max(0, recent.size() - FINGERPRINTS);
      return new Mark(
          highest,
          recent.subList(first, recent.size()).stream().mapToLong(Long::longValue).toArray());
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
    private Mark append(long print) {
      int kept = Math.min(recent.length, FINGERPRINTS - 1);
      var grown = Arrays.copyOfRange(recent, recent.length - kept, recent.length + 1);
      grown[kept] = print;
      return new Mark(highest + 1, grown);
    }

    private boolean isSame(Mark other) {
      return highest == other.highest && Arrays.equals(recent, other.recent);
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
      return new Mark(top, merged);
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

  /** The highest number seen of {@code stream}; 0 if none. */
  public long highest(ClientStream stream) {
    var mark = marks.get(stream);
    return mark == null ? 0 : mark.highest();
  }

  /** The fingerprint of a message seen before, if it is still known. */
  Optional<Long> fingerprint(MessageId id) {
    var mark = marks.get(id.stream());
    long print = mark == null ? UNKNOWN : mark.at(id.seq());
    return print == UNKNOWN ? Optional.empty() : Optional.of(print);
  }

  void onMail(Mail mail) {
    long seq = mail.id().seq();
    long print = fingerprintOf(mail.to(), mail.text());
    marks.compute(
        mail.id().stream(),
        (stream, mark) -> {
          var seen = new Mark(seq, new long[] {print});
          if (mark == null) {
            memory += MemoryCost.of(stream);
            return seen;
          }
          return mark.highest() + 1 == seq ? mark.append(print) : mark.merge(seen);
        });
  }

  /**
   * Forgets the numbers of {@code sender}'s clients; returns their streams. The streams of the
   * nodes continue: their numbers are never given again.
   */
  List<ClientStream> forgetClientsOf(UserName sender) {
    var forgotten =
        marks.tailMap(ClientStream.first(sender)).keySet().stream()
            .takeWhile(stream -> stream.sender().equals(sender))
            .filter(stream -> !stream.isOfNode())
            .toList();
    for (var stream : forgotten) {
      marks.remove(stream);
      memory -= MemoryCost.of(stream);
    }
    return forgotten;
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
        : new StreamState(stream, mark.highest(), mark.recent());
  }

  SortedMap<ClientStream, Mark> marks() {
    return Collections.unmodifiableSortedMap(marks);
  }

  /**
   * The number of client ids that {@code sender} has sent under; the nodes' own streams do not
   * count.
   */
  int clients(UserName sender) {
    return (int)
        marks.tailMap(ClientStream.first(sender)).keySet().stream()
            .takeWhile(stream -> stream.sender().equals(sender))
            .filter(stream -> !stream.isOfNode())
            .count();
  }

  /** Distinguishes two messages of one number; FNV-1a over receiver and text. */
  static long fingerprintOf(UserName to, String text) {
    long hash = 0xcbf29ce484222325L;
    var content = to.key() + "\n" + text;
    for (int i = 0; i < content.length(); i++) {
      hash = (hash ^ content.charAt(i)) * 0x100000001b3L;
    }
    return hash == UNKNOWN ? 1 : hash;
  }
}
