package dev.parley.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A value of the header {@code Forwarded} (RFC 7239, section 4): elements with commas between, each
 * of pairs with semicolons between. Both may be in quotes, as a proxy may put there what a client
 * has sent: so they are read as a whole, in one pass, and what has another form names nobody.
 */
final class ForwardedHeader {
  private static final char QUOTE = '"';
  private static final char ESCAPE = '\\';
  private static final String FOR = "for";

  private ForwardedHeader() {}

  /** The {@code for} of each element; empty for an element, or a value, that has none. */
  static List<String> fors(String value) {
    return split(value, ',')
        .map(elements -> elements.stream().map(ForwardedHeader::ofElement).toList())
        .orElse(List.of(""));
  }

  private static String ofElement(String element) {
    var found = "";
    int count = 0;
    for (var pair : split(element, ';').orElse(List.of())) {
      int equals = pair.indexOf('=');
      if (equals < 0) return "";
      if (!pair.substring(0, equals).strip().equalsIgnoreCase(FOR)) continue;
      found = unquoted(pair.substring(equals + 1).strip());
      count++;
    }
    return count == 1 ? found : "";
  }

  private static String unquoted(String text) {
    boolean isQuoted = text.length() > 1 && text.charAt(0) == QUOTE;
    return isQuoted ? text.substring(1, text.length() - 1) : text;
  }

  /** At the separators outside of quotes; nothing if a quote is not closed. */
  private static Optional<List<String>> split(String text, char separator) {
    var parts = new ArrayList<String>();
    boolean isQuoted = false;
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (isQuoted && c == ESCAPE) i++;
      else if (c == QUOTE) isQuoted = !isQuoted;
      else if (c == separator && !isQuoted) {
        parts.add(text.substring(start, i));
        start = i + 1;
      }
    }
    parts.add(text.substring(start));
    return isQuoted ? Optional.empty() : Optional.of(parts);
  }
}
