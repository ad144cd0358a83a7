package dev.parley.chat.accounts;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a client says first in SCRAM (RFC 5802, section 7): {@code header} is whether it binds the
 * channel, {@code user} its name without escapes, {@code nonce} a text that it never used before,
 * and {@code bare} the message without the header.
 */
public record ScramFirst(String header, String user, String nonce, String bare) {
  /** Far above what a client needs: a message is about 70 characters long. */
  public static final int MAX_CHARS = 512;

  /**
   * No channel binding is offered here, so that is neither asked for (p) nor missed (y). A client
   * that acts for another than itself, or needs an extension (m), is not understood.
   */
  private static final Pattern FORM =
      Pattern.compile("([ny],(?:a=([^,]+))?,)(n=([^,]+),r=([!-+\\--~]+)(?:,[A-Za-z]=[^,]+)*)");

  /** A comma and an equals sign have no other form in a name. */
  private static final Pattern NAME = Pattern.compile("(?:[^=,\\x00]|=2C|=3D)+");

  /** Nothing if {@code text} is no such message, or one that asks for what is not offered. */
  public static Optional<ScramFirst> parse(String text) {
    if (text.length() > MAX_CHARS) return Optional.empty();
    var matcher = FORM.matcher(text);
    if (!matcher.matches() || !NAME.matcher(matcher.group(4)).matches()) return Optional.empty();
    var user = unescaped(matcher.group(4));
    var actsFor = matcher.group(2);
    if (actsFor != null && !isSame(unescaped(actsFor), user)) return Optional.empty();
    return Optional.of(new ScramFirst(matcher.group(1), user, matcher.group(5), matcher.group(3)));
  }

  /** The message of a client that does not bind the channel. */
  public static ScramFirst of(String user, String nonce) {
    var escaped = user.replace("=", "=3D").replace(",", "=2C");
    return new ScramFirst("n,,", user, nonce, "n=" + escaped + ",r=" + nonce);
  }

  public String text() {
    return header + bare;
  }

  /** Whether it is from the user of this name, in any case of letters. */
  public boolean isOf(String name) {
    return isSame(user, name);
  }

  private static boolean isSame(String one, String other) {
    return one.toLowerCase(Locale.ROOT).equals(other.toLowerCase(Locale.ROOT));
  }

  private static String unescaped(String name) {
    return name.replace("=2C", ",").replace("=3D", "=");
  }
}
