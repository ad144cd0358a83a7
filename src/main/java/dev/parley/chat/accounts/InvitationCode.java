package dev.parley.chat.accounts;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/**
 * The code of an {@link Invitation}, which people type: 80 random bits in 16 letters and digits, in
 * groups of four. The alphabet is Crockford's for base 32: without I, L, O and U, which are taken
 * for others; whoever types an I or L for 1, or an O for 0, is understood.
 */
public final class InvitationCode {
  /** The random bytes in a code: nobody finds one of 2^80 by trying. */
  public static final int BYTES = 10;

  private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  private static final int BITS = 5;
  private static final int GROUP = 4;

  private InvitationCode() {}

  /** The code of these random {@link #BYTES}. */
  public static String of(byte[] random) {
    if (random.length != BYTES) throw new IllegalArgumentException(random.length + " bytes");
    var code = new StringBuilder();
    long bits = 0;
    int count = 0;
    int letters = 0;
    for (byte next : random) {
      bits = (bits << Byte.SIZE) | (next & 0xFF);
      count += Byte.SIZE;
      while (count >= BITS) {
        count -= BITS;
        if (letters > 0 && letters % GROUP == 0) code.append('-');
        code.append(ALPHABET.charAt((int) (bits >> count) & 31));
        letters++;
      }
    }
    return code.toString();
  }

  /** The hash of a code as somebody typed it; also of a text that is no code. */
  public static String hash(String typed) {
    var code =
        typed
            .toUpperCase(Locale.ROOT)
            .replaceAll("[-\\s]", "")
            .replace('I', '1')
            .replace('L', '1')
            .replace('O', '0');
    return HexFormat.of().formatHex(sha256().digest(code.getBytes(StandardCharsets.UTF_8)));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
