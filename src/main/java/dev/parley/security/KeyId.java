package dev.parley.security;

import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** The name of a key, drawn with it: no secret, written as 8 hexadecimal digits. */
public record KeyId(int value) implements Comparable<KeyId> {
  private static final int DIGITS = 8;

  static KeyId draw(RandomGenerator random) {
    return new KeyId(random.nextInt());
  }

  /** Empty if {@code text} is not what {@link #toString} gives. */
  public static Optional<KeyId> parse(String text) {
    if (text.length() != DIGITS) return Optional.empty();
    for (int i = 0; i < DIGITS; i++) {
      char c = text.charAt(i);
      // One way to write an id, so that two lines cannot name the same one differently.
      if (!HexFormat.isHexDigit(c) || Character.isUpperCase(c)) return Optional.empty();
    }
    return Optional.of(new KeyId(HexFormat.fromHexDigits(text)));
  }

  @Override
  public int compareTo(KeyId other) {
    return Integer.compareUnsigned(value, other.value);
  }

  @Override
  public String toString() {
    return HexFormat.of().toHexDigits(value);
  }
}
