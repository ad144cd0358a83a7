package dev.parley.chat;

import java.util.Collections;
import java.util.Locale;
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

  /** The state of one stream at a moment; {@code fingerprints} by number. */
  public record Mark(long highest, SortedMap<Long, Long> fingerprints) {
    public Mark {
      fingerprints = Collections.unmodifiableSortedMap(new TreeMap<>(fingerprints));
    }
  }

  /** One stream's state while it grows: changed in place, because every message does. */
  private static final class Growing {
    private long highest;
    private final TreeMap<Long, Long> fingerprints = new TreeMap<>();

    void see(long seq, long fingerprint) {
      highest = Math.max(highest, seq);
      // Two texts under one number are a client's mistake; every replica keeps the same one.
      fingerprints.merge(seq, fingerprint, Math::min);
      while (fingerprints.size() > FINGERPRINTS) fingerprints.pollFirstEntry();
    }
  }

  private final TreeMap<Stream, Growing> streams = new TreeMap<>();

  private Growing growing(Stream stream) {
    return streams.computeIfAbsent(stream, s -> new Growing());
  }

  /** The highest number seen of {@code stream}; 0 if none. */
  public long highest(Stream stream) {
    var known = streams.get(stream);
    return known == null ? 0 : known.highest;
  }

  /** The fingerprint of a message seen before, or null if it is not known any more. */
  @Nullable Long fingerprint(MessageId id) {
    var known = streams.get(id.stream());
    return known == null ? null : known.fingerprints.get(id.seq());
  }

  void onMail(Mail mail) {
    growing(mail.id().stream()).see(mail.id().seq(), fingerprintOf(mail.to(), mail.text()));
  }

  void merge(Stream stream, Mark mark) {
    var known = growing(stream);
    mark.fingerprints().forEach(known::see);
    known.highest = Math.max(known.highest, mark.highest());
  }

  /** A copy of everything. */
  SortedMap<Stream, Mark> marks() {
    var marks = new TreeMap<Stream, Mark>();
    streams.forEach((stream, s) -> marks.put(stream, new Mark(s.highest, s.fingerprints)));
    return marks;
  }

  /** How many streams one user has. */
  int streams(UserName sender) {
    return streams.subMap(new Stream(sender, "\u0000"), new Stream(sender, "\uffff")).size();
  }

  /** Distinguishes two messages of one number; FNV-1a over receiver and text. */
  static long fingerprintOf(UserName to, String text) {
    long hash = 0xcbf29ce484222325L;
    var content = to.spelling().toLowerCase(Locale.ROOT) + "\n" + text;
    for (int i = 0; i < content.length(); i++) {
      hash = (hash ^ content.charAt(i)) * 0x100000001b3L;
    }
    return hash;
  }
}
