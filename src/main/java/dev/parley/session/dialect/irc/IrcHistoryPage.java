package dev.parley.session.dialect.irc;

import dev.parley.chat.history.HistoryMark;
import dev.parley.chat.history.HistoryQuery;
import dev.parley.chat.history.HistoryRequest.Place;
import dev.parley.chat.history.HistoryRequest.Point;
import dev.parley.chat.history.HistoryRequest.SentAt;
import dev.parley.chat.history.HistoryRequest.Side;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.RoomName;
import dev.parley.chat.model.UserName;
import dev.parley.session.dialect.ClientCommand;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * Messages of one conversation or room that a client asks for by CHATHISTORY. The servers cut a
 * page on one side; what is beyond {@code after} or {@code before} is left out of it here.
 */
record IrcHistoryPage(
    String target,
    Optional<Place> place,
    Optional<Point> after,
    Optional<Point> before,
    int limit) {
  /** The longest page, which clients are told. */
  static final int MAX_LIMIT = HistoryQuery.MAX_LIMIT;

  private static final String ID = "msgid=";
  private static final String TIME = "timestamp=";

  /** What a line asks for, if it is in the right form; its target may be none. */
  static Optional<IrcHistoryPage> parse(IrcLine line) {
    return switch (subcommand(line)) {
      case "LATEST" ->
          line.parameter(2).equals("*")
              ? of(line, 3, Optional.empty(), Optional.empty(), Optional.empty())
              : point(line, 2)
                  .flatMap(p -> of(line, 3, Optional.empty(), Optional.of(p), Optional.empty()));
      case "BEFORE" -> beside(line, Side.BEFORE);
      case "AFTER" -> beside(line, Side.AFTER);
      case "AROUND" -> beside(line, Side.AROUND);
      case "BETWEEN" -> between(line);
      default -> Optional.empty();
    };
  }

  static String subcommand(IrcLine line) {
    return line.parameter(0).toUpperCase(Locale.ROOT);
  }

  private static Optional<IrcHistoryPage> beside(IrcLine line, Side side) {
    return point(line, 2)
        .flatMap(
            p -> of(line, 3, Optional.of(new Place(side, p)), Optional.empty(), Optional.empty()));
  }

  /** From the first point on in the direction of the second one. */
  private static Optional<IrcHistoryPage> between(IrcLine line) {
    var from = point(line, 2);
    var to = point(line, 3);
    if (from.isEmpty() || to.isEmpty() || !isSameKind(from.get(), to.get()))
      return Optional.empty();
    return isBefore(to.get(), from.get())
        ? of(line, 4, Optional.of(new Place(Side.BEFORE, from.get())), to, Optional.empty())
        : of(line, 4, Optional.of(new Place(Side.AFTER, from.get())), Optional.empty(), to);
  }

  private static boolean isSameKind(Point one, Point other) {
    return one instanceof SentAt == other instanceof SentAt;
  }

  private static boolean isBefore(Point one, Point other) {
    return order(one) < order(other);
  }

  private static long order(Point point) {
    return point instanceof HistoryMark mark ? mark.lamport() : ((SentAt) point).ms();
  }

  private static Optional<IrcHistoryPage> of(
      IrcLine line,
      int limitAt,
      Optional<Place> place,
      Optional<Point> after,
      Optional<Point> before) {
    return limit(line, limitAt)
        .map(limit -> new IrcHistoryPage(line.parameter(1), place, after, before, limit));
  }

  /** More than the longest page is asked for as the longest page. */
  static Optional<Integer> limit(IrcLine line, int at) {
    var word = line.parameter(at);
    if (!word.matches("[0-9]{1,9}") || Integer.parseInt(word) == 0) return Optional.empty();
    return Optional.of(Math.min(MAX_LIMIT, Integer.parseInt(word)));
  }

  private static Optional<Point> point(IrcLine line, int at) {
    var word = line.parameter(at);
    return word.startsWith(ID)
        ? HistoryMark.parse(word.substring(ID.length())).<Point>map(mark -> mark)
        : moment(word).<Point>map(moment -> moment);
  }

  /** The moment of {@code timestamp=2026-11-30T19:00:00.000Z}. */
  static Optional<SentAt> moment(String word) {
    if (!word.startsWith(TIME)) return Optional.empty();
    try {
      var instant = Instant.parse(word.substring(TIME.length()));
      return Optional.of(new SentAt(instant.toEpochMilli()));
    } catch (DateTimeException | ArithmeticException notAMoment) {
      return Optional.empty();
    }
  }

  /** The question to the servers, unless the target can be neither a user nor a room. */
  Optional<ClientCommand> command(Optional<String> id) {
    if (RoomName.isMarked(target))
      return RoomName.parse(target)
          .map(room -> new ClientCommand.AskRoomHistory(id, room, place, limit));
    return UserName.parse(target).map(user -> new ClientCommand.AskHistory(id, user, place, limit));
  }

  /** Whether a message of the servers' page is of this one. */
  boolean admits(Mail mail) {
    return after.map(point -> isAfter(mail, point)).orElse(true)
        && before.map(point -> isBefore(mail, point)).orElse(true);
  }

  private static boolean isAfter(Mail mail, Point point) {
    return point instanceof HistoryMark mark
        ? mail.lamport() >= mark.lamport() && !mark.isOf(mail)
        : mail.sentAtMs() > order(point);
  }

  private static boolean isBefore(Mail mail, Point point) {
    return point instanceof HistoryMark mark
        ? mail.lamport() <= mark.lamport() && !mark.isOf(mail)
        : mail.sentAtMs() < order(point);
  }
}
