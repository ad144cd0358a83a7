package dev.parley.chat.history;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The words that somebody looks for. A text has them if each is the beginning of one of its words:
 * without regard to case, accents and the width of characters. A word is a run of letters and
 * digits; ideographs and kana, which are written without blanks, are a word each.
 */
public final class SearchWords {
  /** More words find nothing more: so many are rarely in one message. */
  public static final int MAX_WORDS = 10;

  private static final int FIRST_NOT_ASCII = 0x80;

  private final List<String> words;

  private SearchWords(List<String> words) {
    this.words = words;
  }

  /** Those of a text; nothing if it has none, or more than {@link #MAX_WORDS} different ones. */
  public static Optional<SearchWords> of(String text) {
    var words = List.copyOf(new TreeSet<>(split(text)));
    return words.isEmpty() || words.size() > MAX_WORDS
        ? Optional.empty()
        : Optional.of(new SearchWords(words));
  }

  public boolean areIn(String text) {
    var found = split(text);
    for (var word : words)
      if (found.stream().noneMatch(other -> other.startsWith(word))) return false;
    return true;
  }

  private static List<String> split(String text) {
    var plain = text.chars().allMatch(c -> c < FIRST_NOT_ASCII) ? text : withoutAccents(text);
    var lower = plain.toLowerCase(Locale.ROOT);
    var words = new ArrayList<String>();
    int from = -1; // where the present word begins
    for (int at = 0; at < lower.length(); ) {
      int c = lower.codePointAt(at);
      int next = at + Character.charCount(c);
      boolean isWhole = isWhole(c);
      if (from >= 0 && (isWhole || !isOfWord(c))) {
        words.add(lower.substring(from, at));
        from = -1;
      }
      if (isWhole) words.add(lower.substring(at, next));
      else if (from < 0 && isOfWord(c)) from = at;
      at = next;
    }
    if (from >= 0) words.add(lower.substring(from));
    return words;
  }

  private static String withoutAccents(String text) {
    var plain = new StringBuilder();
    Normalizer.normalize(text, Normalizer.Form.NFKD)
        .codePoints()
        .filter(c -> Character.getType(c) != Character.NON_SPACING_MARK)
        .forEach(plain::appendCodePoint);
    return plain.toString();
  }

  private static boolean isOfWord(int c) {
    return Character.isLetterOrDigit(c);
  }

  /** Whether the character is a word of its own. */
  private static boolean isWhole(int c) {
    if (c < FIRST_NOT_ASCII) return false;
    var script = Character.UnicodeScript.of(c);
    return Character.isIdeographic(c)
        || script == Character.UnicodeScript.HIRAGANA
        || script == Character.UnicodeScript.KATAKANA;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SearchWords search && words.equals(search.words);
  }

  @Override
  public int hashCode() {
    return words.hashCode();
  }

  @Override
  public String toString() {
    return words.size() + " words"; // what somebody looks for belongs in no log
  }
}
