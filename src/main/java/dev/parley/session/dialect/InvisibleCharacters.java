package dev.parley.session.dialect;

import java.lang.Character.UnicodeScript;
import java.util.EnumSet;
import java.util.Set;

/**
 * Characters that are not shown, and with which two texts that look the same differ, or hide a
 * third: Unicode's Default_Ignorable_Code_Point. Some of them shape their neighbours, which readers
 * see: there they stay. The page has the same rules.
 */
final class InvisibleCharacters {
  private static final int NON_JOINER = 0x200C;
  private static final int JOINER = 0x200D;
  private static final int KEYCAP = 0x20E3;

  /** Scripts that are written with joiners: cursive ones, and those that stack their letters. */
  private static final Set<UnicodeScript> JOINED =
      EnumSet.of(
          UnicodeScript.ARABIC,
          UnicodeScript.SYRIAC,
          UnicodeScript.NKO,
          UnicodeScript.MONGOLIAN,
          UnicodeScript.DEVANAGARI,
          UnicodeScript.BENGALI,
          UnicodeScript.GURMUKHI,
          UnicodeScript.GUJARATI,
          UnicodeScript.ORIYA,
          UnicodeScript.TAMIL,
          UnicodeScript.TELUGU,
          UnicodeScript.KANNADA,
          UnicodeScript.MALAYALAM,
          UnicodeScript.SINHALA,
          UnicodeScript.MYANMAR,
          UnicodeScript.KHMER);

  private InvisibleCharacters() {}

  /** Default_Ignorable_Code_Point of Unicode 15, unassigned ones included. */
  static boolean isInvisible(int c) {
    if (c < 0x034F) return c == 0x00AD;
    return c == 0x034F
        || c == 0x061C
        || isIn(c, 0x115F, 0x1160)
        || isIn(c, 0x17B4, 0x17B5)
        || isIn(c, 0x180B, 0x180F)
        || isIn(c, 0x200B, 0x200F)
        || isIn(c, 0x202A, 0x202E)
        || isIn(c, 0x2060, 0x206F)
        || c == 0x3164
        || isIn(c, 0xFE00, 0xFE0F)
        || c == 0xFEFF
        || c == 0xFFA0
        || isIn(c, 0xFFF0, 0xFFF8)
        || isIn(c, 0x1BCA0, 0x1BCA3)
        || isIn(c, 0x1D173, 0x1D17A)
        || isIn(c, 0xE0000, 0xE0FFF);
  }

  /** Whether the invisible character at {@code i} shapes what readers see there. */
  static boolean isShaping(int[] text, int i) {
    int before = i > 0 ? text[i - 1] : 0;
    int after = i + 1 < text.length ? text[i + 1] : 0;
    int c = text[i];
    if (c == JOINER && joinsPictographs(text, i)) return true;
    if (c == JOINER || c == NON_JOINER) return isJoined(before);
    // The forms of a symbol: as text, or as a picture.
    if (isIn(c, 0xFE0E, 0xFE0F)) return isPictograph(before) || (before < 0x80 && after == KEYCAP);
    // The forms of one ideograph, as in names.
    if (isIn(c, 0xFE00, 0xFE02) || isIn(c, 0xE0100, 0xE01EF))
      return isScript(before, UnicodeScript.HAN);
    if (isIn(c, 0x180B, 0x180D)) return isScript(before, UnicodeScript.MONGOLIAN);
    return false;
  }

  /** As in the pictures of families: each may have a skin tone and a form. */
  private static boolean joinsPictographs(int[] text, int i) {
    int last = i - 1;
    while (last > 0 && (text[last] == 0xFE0F || isIn(text[last], 0x1F3FB, 0x1F3FF))) last--;
    return last >= 0
        && isPictograph(text[last])
        && i + 1 < text.length
        && isPictograph(text[i + 1]);
  }

  /** The blocks of Extended_Pictographic beyond Latin 1, with some other symbols. */
  private static boolean isPictograph(int c) {
    return c == 0x00A9
        || c == 0x00AE
        || c == 0x203C
        || c == 0x2049
        || isIn(c, 0x2100, 0x2BFF)
        || isIn(c, 0x3030, 0x303D)
        || isIn(c, 0x3297, 0x3299)
        || isIn(c, 0x1F000, 0x1FAFF);
  }

  private static boolean isJoined(int c) {
    return c != 0 && !isInvisible(c) && JOINED.contains(UnicodeScript.of(c));
  }

  private static boolean isScript(int c, UnicodeScript script) {
    return !isInvisible(c) && UnicodeScript.of(c) == script;
  }

  private static boolean isIn(int c, int first, int last) {
    return c >= first && c <= last;
  }
}
