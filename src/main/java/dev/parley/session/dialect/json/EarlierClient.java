package dev.parley.session.dialect.json;

import dev.parley.chat.model.TextRules;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What a client of the first version is shown of texts that it does not know: of several lines, or
 * longer than those were. Line feeds become marks, and a text that is too long comes as several
 * messages, each with a number of its own. So the numbers of the client and those of the session
 * differ from then on.
 */
final class EarlierClient {
  /** The longest text of the first version, in bytes. */
  static final int MAX_TEXT_BYTES = 4_096;

  private static final String MARK = " \u23ce ";

  // By the client's number of the last part of a message with several: the session's number.
  private final TreeMap<Long, Long> split = new TreeMap<>();
  private long extra; // how far the client's numbers are ahead

  /** A session begins, and counts from 1. */
  void onWelcome() {
    split.clear();
    extra = 0;
  }

  /** The parts of a text, each at most {@link #MAX_TEXT_BYTES} long. */
  static List<String> parts(String text) {
    boolean isKnown = text.indexOf('\n') < 0 && isShort(text);
    return isKnown ? List.of(text) : cut(text.replace("\n", MARK));
  }

  /** Most texts need not be counted: a char has three bytes at most. */
  private static boolean isShort(String text) {
    return text.length() <= MAX_TEXT_BYTES / 3 || TextRules.bytes(text) <= MAX_TEXT_BYTES;
  }

  private static List<String> cut(String text) {
    var parts = new ArrayList<String>();
    var part = new StringBuilder();
    int bytes = 0;
    for (int c : text.codePoints().toArray()) {
      int more = TextRules.bytes(Character.toString(c));
      if (bytes + more > MAX_TEXT_BYTES) {
        parts.add(part.toString());
        part.setLength(0);
        bytes = 0;
      }
      part.appendCodePoint(c);
      bytes += more;
    }
    parts.add(part.toString());
    return parts;
  }

  /**
   * The session's message {@code n} has so many parts: returns the client's number of the first.
   */
  long onMessage(long n, int parts) {
    long first = n + extra;
    extra += parts - 1L;
    if (parts > 1) split.put(n + extra, n);
    return first;
  }

  /** The id of a part, of which clients remember what they have shown. */
  static UUID id(UUID msg, int part) {
    if (part == 0) return msg;
    return UUID.nameUUIDFromBytes((msg + "/" + part).getBytes(StandardCharsets.UTF_8));
  }

  /** The client has shown all up to its number {@code n}: returns the session's number. */
  long onAcknowledged(long n) {
    var before = split.floorEntry(n);
    long shown = before == null ? n : before.getValue() + n - before.getKey();
    Map.Entry<Long, Long> next = split.higherEntry(n);
    // Of a message with several parts all must be shown.
    if (next != null) shown = Math.min(shown, next.getValue() - 1);
    if (before != null) split.headMap(before.getKey(), false).clear();
    return shown;
  }
}
