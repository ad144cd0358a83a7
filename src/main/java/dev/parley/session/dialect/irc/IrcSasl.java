package dev.parley.session.dialect.irc;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** SASL PLAIN (RFC 4616) in the pieces in which IRC carries it. */
final class IrcSasl {
  /** A piece of this many characters is followed by another one. */
  static final int PIECE = 400;

  /**
   * At most this many characters are taken; name and password in base64 need less than half of
   * them.
   */
  static final int MAX_CHARS = 4 * PIECE;

  record Plain(String name, String password) {}

  /** The result of a line of the exchange. */
  sealed interface Progress {}

  /** The reply must be {@code AUTHENTICATE +}. */
  enum Asked implements Progress {
    INSTANCE
  }

  enum Incomplete implements Progress {
    INSTANCE
  }

  enum Aborted implements Progress {
    INSTANCE
  }

  enum UnknownMechanism implements Progress {
    INSTANCE
  }

  enum TooLong implements Progress {
    INSTANCE
  }

  /**
   * The exchange is complete. {@code plain} is empty if the message is not PLAIN, or if it asks to
   * act for a user other than the one who logs in.
   */
  record Complete(Optional<Plain> plain) implements Progress {}

  private final StringBuilder response = new StringBuilder();
  private boolean isRunning;

  Progress onAuthenticate(String word) {
    if (!isRunning) {
      isRunning = word.equalsIgnoreCase("PLAIN");
      response.setLength(0);
      return isRunning ? Asked.INSTANCE : UnknownMechanism.INSTANCE;
    }
    if (word.equals("*")) return ended(Aborted.INSTANCE);
    if (!word.equals("+")) response.append(word);
    if (word.length() > PIECE || response.length() > MAX_CHARS) return ended(TooLong.INSTANCE);
    return word.length() == PIECE
        ? Incomplete.INSTANCE
        : ended(new Complete(decode(response.toString())));
  }

  private Progress ended(Progress progress) {
    isRunning = false;
    response.setLength(0);
    return progress;
  }

  private static Optional<Plain> decode(String base64) {
    try {
      var fields =
          new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8).split("\0", -1);
      if (fields.length != 3) return Optional.empty();
      // No user may act for another here, and a login as a user other than the requested one would
      // be wrong.
      boolean isForHimself = fields[0].isEmpty() || fields[0].equalsIgnoreCase(fields[1]);
      return isForHimself ? Optional.of(new Plain(fields[1], fields[2])) : Optional.empty();
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }
}
