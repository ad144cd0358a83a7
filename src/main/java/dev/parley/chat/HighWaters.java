package dev.parley.chat;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * For each stream, the highest number seen and the fingerprints of its latest messages. Numbers in
 * a stream have no gaps, so "highest" says exactly which messages were ever seen: no tombstone is
 * needed to recognise a resend, or a message that was shown and removed.
 */
public final class HighWaters {
  /** Fingerprints kept for one stream: a resend further back counts as a duplicate unseen. */
  public static final int FINGERPRINTS = 64;

  /** The state of one stream; {@code fingerprints} by number. */
  public record Mark(long highest, SortedMap<Long, Long> fingerprints) {
    public Mark {
      fingerprints = Collections.unmodifiableSortedMap(new TreeMap<>(fingerprints));
    }

    Mark merge(Mark other) {
      var merged = new TreeMap<>(fingerprints);
      // Two texts under one number are a client's mistake; every replica keeps the same one.
      other.fingerprints.forEach((seq, print) -> merged.merge(seq, print, Math::min));
      while (merged.size() > FINGERPRINTS) merged.pollFirstEntry();
      return new Mark(Math.max(highest, other.highest), merged);
    }
  }

  private final TreeMap<Stream, Mark> marks = new TreeMap<>();

  /** The highest number seen of {@code stream}; 0 if none. */
  public long highest(Stream stream) {
    var mark = marks.get(stream);
    return mark == null ? 0 : mark.highest();
  }

  /** The fingerprint of a message seen before, or null if it is not known any more. */
  @Nullable Long fingerprint(MessageId id) {
    var mark = marks.get(id.stream());
    return mark == null ? null : mark.fingerprints().get(id.seq());
  }

  void onMail(Mail mail) {
    var seen = new TreeMap<Long, Long>();
    seen.put(mail.id().seq(), fingerprintOf(mail.to(), mail.text()));
    merge(mail.id().stream(), new Mark(mail.id().seq(), seen));
  }

  void merge(Stream stream, Mark mark) {
    marks.merge(stream, mark, Mark::merge);
  }

  SortedMap<Stream, Mark> marks() {
    return Collections.unmodifiableSortedMap(marks);
  }

  /** How many streams one user has. */
  int streams(UserName sender) {
    return marks.subMap(new Stream(sender, "\u0000"), new Stream(sender, "\uffff")).size();
  }

  /** Distinguishes two messages of one number; FNV-1a over receiver and text. */
  static long fingerprintOf(UserName to, String text) {
    long hash = 0xcbf29ce484222325L;
    var content = to.spelling().toLowerCase(java.util.Locale.ROOT) + "\n" + text;
    for (int i = 0; i < content.length(); i++) {
      hash = (hash ^ content.charAt(i)) * 0x100000001b3L;
    }
    return hash;
  }
}
