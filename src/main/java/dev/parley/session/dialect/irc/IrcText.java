package dev.parley.session.dialect.irc;

import dev.parley.chat.model.TextRules;
import dev.parley.session.dialect.TextSafety;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Conversions of message texts to and from the form that IRC clients use. */
final class IrcText {
  private static final String CTCP = "\u0001";
  private static final String ACTION = "\u0001ACTION ";

  /** A pattern for mIRC's colours, with their numbers, and the other marks of style. */
  private static final String STYLES =
      "\u0003(?:\\d{1,2}(?:,\\d{1,2})?)?|\u0004[0-9A-Fa-f]{0,6}|[\u0002\u000f\u0011\u0016\u001d\u001e\u001f]";

  private IrcText() {}

  /** The text that a client typed, without styles; empty for a request from client to client. */
  static Optional<String> typed(String text, String sender) {
    if (!text.startsWith(CTCP)) return Optional.of(text.replaceAll(STYLES, ""));
    if (!text.startsWith(ACTION)) return Optional.empty();
    var action = text.substring(ACTION.length()).replace(CTCP, "");
    return Optional.of("* " + sender + " " + action.replaceAll(STYLES, ""));
  }

  /** As much of the text as fits into {@code maxBytes} bytes. */
  static String cut(String text, int maxBytes) {
    return pieces(text, maxBytes).get(0);
  }

  /** The words in as many lists as needed, each of at most {@code maxBytes} bytes. */
  static List<String> lists(Collection<String> words, String separator, int maxBytes) {
    var lists = new ArrayList<String>();
    var list = "";
    for (var word : words) {
      var longer = list.isEmpty() ? word : list + separator + word;
      if (list.isEmpty() || TextRules.bytes(longer) <= maxBytes) {
        list = longer;
      } else {
        lists.add(list);
        list = word;
      }
    }
    if (!list.isEmpty()) lists.add(list);
    return lists;
  }

  /**
   * The text in pieces of at most {@code maxBytes} bytes, one at least for each line that is not
   * empty, and never cut inside a character.
   */
  static List<String> pieces(String text, int maxBytes) {
    var pieces = new ArrayList<String>();
    for (var line : text.split("\n", -1)) if (!line.isEmpty()) cut(line, maxBytes, pieces);
    return pieces.isEmpty() ? List.of("") : pieces;
  }

  private static void cut(String text, int maxBytes, List<String> pieces) {
    var piece = new StringBuilder();
    int bytes = 0;
    for (int c : TextSafety.safe(text).codePoints().toArray()) {
      int more = TextRules.bytes(Character.toString(c));
      if (bytes + more > maxBytes) {
        pieces.add(piece.toString());
        piece.setLength(0);
        bytes = 0;
      }
      piece.appendCodePoint(c);
      bytes += more;
    }
    pieces.add(piece.toString());
  }
}
