package dev.parley.security;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A cluster's name as one word of letters, digits, {@code _}, {@code -} and {@code .}, which is no
 * path: every other byte of its UTF-8 is a percent sign and two digits (RFC 3986, section 2.1), and
 * so is a dot at the beginning.
 */
final class Percent {
  private Percent() {}

  static String encode(String name) {
    var word = new StringBuilder();
    for (byte octet : name.getBytes(UTF_8)) {
      char c = (char) (octet & 0xff);
      boolean isPlain =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || c == '_'
              || c == '-'
              || (c == '.' && !word.isEmpty());
      if (isPlain) word.append(c);
      else word.append('%').append(HexFormat.of().withUpperCase().toHexDigits(octet));
    }
    return word.toString();
  }

  /** Empty if {@code word} is not what {@link #encode} gives. */
  static Optional<String> decode(String word) {
    var bytes = ByteBuffer.allocate(word.length());
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      if (c != '%') {
        bytes.put((byte) c);
        continue;
      }
      if (i + 2 >= word.length() || !isDigits(word.charAt(i + 1), word.charAt(i + 2)))
        return Optional.empty();
      bytes.put((byte) HexFormat.fromHexDigits(word, i + 1, i + 3));
      i += 2;
    }
    try {
      var name = UTF_8.newDecoder().decode(bytes.flip()).toString();
      return Optional.of(name).filter(n -> encode(n).equals(word));
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  private static boolean isDigits(char a, char b) {
    return HexFormat.isHexDigit(a) && HexFormat.isHexDigit(b);
  }
}
