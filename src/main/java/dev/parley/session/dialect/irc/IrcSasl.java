package dev.parley.session.dialect.irc;

import dev.parley.chat.accounts.ScramFirst;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * SASL in the pieces in which IRC carries it: PLAIN (RFC 4616) and SCRAM-SHA-256 (RFC 7677), which
 * shows the server no password.
 */
final class IrcSasl {
  /** The value of the capability; a client takes the first one that it knows. */
  static final String MECHANISMS = "SCRAM-SHA-256,PLAIN";

  /** A piece of this many characters is followed by another one. */
  static final int PIECE = 400;

  /**
   * At most this many characters are taken; name and password in base64, and each message of SCRAM,
   * need less than half of them.
   */
  static final int MAX_CHARS = 4 * PIECE;

  private static final String EMPTY = "+";

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

  /** The message is none of this mechanism, or asks to act for another user. */
  enum Malformed implements Progress {
    INSTANCE
  }

  record Complete(Plain plain) implements Progress {}

  /** The client begins SCRAM; {@link #onChallenge} goes on. */
  record Begun(ScramFirst first) implements Progress {}

  /** The client's last message of SCRAM; {@link #onProven} goes on. */
  record Proof(String text) implements Progress {}

  /** The client believes the server. */
  enum Confirmed implements Progress {
    INSTANCE
  }

  private enum Step {
    MECHANISM,
    PLAIN,
    FIRST,
    LAST,
    CONFIRMATION
  }

  private final StringBuilder message = new StringBuilder();
  private Step step = Step.MECHANISM;

  /** Whether the client is in, and has not said yet that it believes the server. */
  boolean awaitsConfirmation() {
    return step == Step.CONFIRMATION;
  }

  Progress onAuthenticate(String word) {
    if (step == Step.MECHANISM) return onMechanism(word);
    if (word.equals("*")) return ended(Aborted.INSTANCE);
    if (!word.equals(EMPTY)) message.append(word);
    if (word.length() > PIECE || message.length() > MAX_CHARS) return ended(TooLong.INSTANCE);
    if (word.length() == PIECE) return Incomplete.INSTANCE;
    var text = decode(message.toString());
    var finished = step;
    step = Step.MECHANISM;
    message.setLength(0);
    return text.map(whole -> onMessage(finished, whole)).orElse(Malformed.INSTANCE);
  }

  private Progress onMechanism(String word) {
    switch (word.toUpperCase(Locale.ROOT)) {
      case "PLAIN" -> step = Step.PLAIN;
      case "SCRAM-SHA-256" -> step = Step.FIRST;
      default -> {
        return UnknownMechanism.INSTANCE;
      }
    }
    return Asked.INSTANCE;
  }

  private static Progress onMessage(Step step, String text) {
    return switch (step) {
      case FIRST -> ScramFirst.parse(text).<Progress>map(Begun::new).orElse(Malformed.INSTANCE);
      case LAST -> new Proof(text);
      case CONFIRMATION -> text.isEmpty() ? Confirmed.INSTANCE : Malformed.INSTANCE;
      default -> plain(text).<Progress>map(Complete::new).orElse(Malformed.INSTANCE);
    };
  }

  /** The lines that carry the server's first message. */
  List<String> onChallenge(String text) {
    step = Step.LAST;
    return pieces(text);
  }

  /** The lines that carry the server's last message. */
  List<String> onProven(String text) {
    step = Step.CONFIRMATION;
    return pieces(text);
  }

  private static List<String> pieces(String text) {
    var base64 = Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    var lines = new ArrayList<String>();
    for (int from = 0; from < base64.length(); from += PIECE)
      lines.add(base64.substring(from, Math.min(base64.length(), from + PIECE)));
    if (base64.length() % PIECE == 0) lines.add(EMPTY);
    return lines.stream().map(piece -> "AUTHENTICATE " + piece).toList();
  }

  private Progress ended(Progress progress) {
    step = Step.MECHANISM;
    message.setLength(0);
    return progress;
  }

  private static Optional<String> decode(String base64) {
    try {
      return Optional.of(new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8));
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }

  private static Optional<Plain> plain(String text) {
    var fields = text.split("\0", -1);
    if (fields.length != 3) return Optional.empty();
    // No user may act for another here, and a login as a user other than the requested one would be
    // wrong.
    boolean isForHimself = fields[0].isEmpty() || fields[0].equalsIgnoreCase(fields[1]);
    return isForHimself ? Optional.of(new Plain(fields[1], fields[2])) : Optional.empty();
  }
}
