package dev.parley.testing;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * What becomes of bytes on their way: cut, lengthened, mixed with others, repeated, overwritten.
 */
public final class Damage {
  private Damage() {}

  /** {@code whole}, which is not empty, damaged in one way; {@code other} may end it. */
  public static byte[] of(byte[] whole, byte[] other, RandomGenerator random) {
    return switch (random.nextInt(6)) {
      case 0 -> Arrays.copyOf(whole, random.nextInt(whole.length + 1));
      case 1 -> Arrays.copyOf(whole, whole.length + 1 + random.nextInt(64));
      case 2 -> spliced(whole, other, random);
      case 3 -> repeated(whole, random);
      default -> overwritten(whole.clone(), random);
    };
  }

  /** Begins as one message and ends as another. */
  private static byte[] spliced(byte[] whole, byte[] other, RandomGenerator random) {
    int head = random.nextInt(whole.length + 1);
    int tail = random.nextInt(other.length + 1);
    var spliced = Arrays.copyOf(whole, head + tail);
    System.arraycopy(other, other.length - tail, spliced, head, tail);
    return spliced;
  }

  /** A stretch of the message comes twice. */
  private static byte[] repeated(byte[] whole, RandomGenerator random) {
    int from = random.nextInt(whole.length);
    int length = 1 + random.nextInt(whole.length - from);
    var repeated = Arrays.copyOf(whole, whole.length + length);
    System.arraycopy(whole, from, repeated, from + length, whole.length - from);
    return repeated;
  }

  /** Some bytes are others, some of them such that lengths become extreme. */
  private static byte[] overwritten(byte[] bytes, RandomGenerator random) {
    var extremes = List.of(0, 1, 0x7f, 0x80, 0xff);
    int damages = 1 + random.nextInt(4);
    for (int i = 0; i < damages; i++) {
      int at = random.nextInt(bytes.length);
      int value = random.nextBoolean() ? extremes.get(random.nextInt(5)) : random.nextInt(256);
      bytes[at] = (byte) value;
    }
    return bytes;
  }
}
