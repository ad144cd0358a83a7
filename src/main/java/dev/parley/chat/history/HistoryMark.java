package dev.parley.chat.history;

import dev.parley.chat.model.Mail;
import java.util.Optional;
import java.util.UUID;

/**
 * How clients name the place of a message, as {@code pos}: the message's time and its id for
 * clients. The id of the message itself is not for them: it has the client id of its sender.
 */
public record HistoryMark(long lamport, UUID message) implements HistoryRequest.Point {
  /** Longer texts are none: 13 digits, a dot and a UUID. */
  private static final int MAX_LENGTH = 50;

  private static final int RADIX = 36;
  private static final int UUID_LENGTH = 36;

  public static HistoryMark of(Mail mail) {
    return new HistoryMark(mail.lamport(), mail.uuid());
  }

  /** The mark with this text, if it is one that a server may have given. */
  public static Optional<HistoryMark> parse(String text) {
    int dot = text.indexOf('.');
    if (dot < 1 || text.length() > MAX_LENGTH || text.length() - dot - 1 != UUID_LENGTH)
      return Optional.empty();
    try {
      long lamport = Long.parseLong(text.substring(0, dot), RADIX);
      var mark = new HistoryMark(lamport, UUID.fromString(text.substring(dot + 1)));
      // Signs, capitals and short groups make the same numbers.
      boolean isOwnForm = lamport >= 0 && mark.toString().equals(text);
      return isOwnForm ? Optional.of(mark) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Whether it is this message's. */
  public boolean isOf(Mail mail) {
    return mail.lamport() == lamport && mail.uuid().equals(message);
  }

  @Override
  public String toString() {
    return Long.toString(lamport, RADIX) + "." + message;
  }
}
