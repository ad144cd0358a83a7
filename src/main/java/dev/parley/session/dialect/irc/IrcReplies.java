package dev.parley.session.dialect.irc;

import dev.parley.chat.history.HistoryMark;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.RoomPost;
import dev.parley.chat.model.TextRules;
import dev.parley.chat.model.UserName;
import dev.parley.replica.ReplicaProtocol.Accepted;
import dev.parley.replica.ReplicaProtocol.Kept;
import dev.parley.session.dialect.irc.IrcCapabilities.Capability;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The lines for a client. */
final class IrcReplies {
  static final String SERVER = "parley";

  private static final String PREFIX = ":" + SERVER + " ";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  /** A line without its end: its tags, and the rest in at most 510 bytes. */
  record Line(List<String> tags, String text) {
    Line {
      tags = List.copyOf(tags);
    }

    private String with(String tag) {
      var all = new ArrayList<String>();
      if (!tag.isEmpty()) all.add(tag);
      all.addAll(tags);
      return (all.isEmpty() ? "" : "@" + String.join(";", all) + " ") + text + "\r\n";
    }
  }

  private final IrcCapabilities capabilities;
  private int batches;

  IrcReplies(IrcCapabilities capabilities) {
    this.capabilities = capabilities;
  }

  /**
   * A parameter that is not the last one; a client's own word is sent back only if it can be such a
   * parameter.
   */
  static String middle(String word) {
    boolean isSafe = word.matches("[^\\s:\\p{Cntrl}][^\\s\\p{Cntrl}]{0,63}");
    return isSafe ? word : "*";
  }

  /** An unchanged line without tags. */
  static Line line(String text) {
    return new Line(List.of(), IrcText.cut(text, IrcLine.MAX_BYTES));
  }

  /** Lines that come from the server itself. */
  static List<Line> own(Collection<String> texts) {
    return texts.stream().map(text -> line(PREFIX + text)).toList();
  }

  /** The last line of a connection. */
  static Line error(String reason) {
    return line("ERROR :" + reason);
  }

  /** Lines of the server that carry all words between head and tail; no word is cut. */
  static List<String> listed(String head, Collection<String> words, String separator, String tail) {
    int room = IrcLine.MAX_BYTES - TextRules.bytes(PREFIX + head + tail);
    return IrcText.lists(words, separator, room).stream().map(list -> head + list + tail).toList();
  }

  /** The one line for clients that expect only one, with the words that it has room for. */
  static String listedOnce(String head, Collection<String> words) {
    return listed(head, words, " ", "").stream().findFirst().orElse(head);
  }

  /** The refusal of a line, unless it may not be answered. */
  String refusal(IrcLine line, String text) {
    return answer(line.label(), line.isNotice() ? List.of() : List.of(text));
  }

  /** The server's answer to a request with this label. */
  String answer(Optional<String> label, List<String> texts) {
    return rendered(label, own(texts));
  }

  /**
   * All lines that a request leads to, with their ends. A request with a label has exactly one
   * answer (IRCv3 labeled responses): one line with the label, or a batch, or an ACK.
   */
  String rendered(Optional<String> label, List<Line> lines) {
    var text = new StringBuilder();
    if (label.isEmpty()) {
      for (var line : lines) text.append(line.with(""));
    } else if (lines.isEmpty()) {
      text.append(line(PREFIX + "ACK").with("label=" + label.get()));
    } else if (lines.size() == 1) {
      text.append(lines.get(0).with("label=" + label.get()));
    } else return batch(label, "labeled-response", lines);
    return text.toString();
  }

  /** Lines that belong together, which clients without batches get as they are. */
  String batch(Optional<String> label, String type, List<Line> lines) {
    if (!capabilities.has(Capability.BATCH)) return rendered(label, lines);
    var batch = "b" + ++batches;
    var text = new StringBuilder();
    var begin = line(PREFIX + "BATCH +" + batch + " " + type);
    text.append(begin.with(label.map(word -> "label=" + word).orElse("")));
    for (var line : lines) text.append(line.with("batch=" + batch));
    return text.append(line(PREFIX + "BATCH -" + batch).with("")).toString();
  }

  /** A line that comes from a user. */
  Line from(String name, String text) {
    return new Line(account(name), line(":" + prefix(name) + " " + text).text());
  }

  /** Somebody has entered a room. */
  Line joined(String name, String room) {
    var more = capabilities.has(Capability.EXTENDED_JOIN) ? " " + name + " :" + name : "";
    return from(name, "JOIN " + room + more);
  }

  /** How a user is named in a list of those in a room. */
  String member(String name) {
    return capabilities.has(Capability.USERHOST_IN_NAMES) ? prefix(name) : name;
  }

  /** Nicks are accounts. */
  private List<String> account(String name) {
    return capabilities.has(Capability.ACCOUNT_TAG) ? List.of("account=" + name) : List.of();
  }

  static String prefix(String name) {
    return name + "!" + name + "@" + SERVER;
  }

  /** A moment as clients read it. */
  static String time(long ms) {
    return TIME.format(Instant.ofEpochMilli(ms));
  }

  /** A message that arrived, in as many lines as it needs. */
  String message(Mail mail) {
    return rendered(Optional.empty(), message(mail, mail.from(), mail.to()));
  }

  /** A message that is kept, as it came. */
  List<Line> kept(Kept kept) {
    return message(kept.mail(), kept.from(), kept.to());
  }

  private List<Line> message(Mail mail, UserName from, UserName receiver) {
    var to = RoomPost.is(mail) ? RoomPost.room(mail).spelling() : receiver.spelling();
    var head = head(from.spelling(), "PRIVMSG", to);
    var account = account(from.spelling());
    return lines(HistoryMark.of(mail), mail.sentAtMs(), account, head, RoomPost.text(mail));
  }

  /**
   * A message that the user has sent with another client, for one that would take it for somebody
   * else's.
   */
  String sentElsewhere(Mail mail) {
    var to = mail.to().spelling();
    var head = ":" + SERVER + " NOTICE " + mail.from().spelling() + " :You wrote to " + to + ": ";
    var lines = lines(HistoryMark.of(mail), mail.sentAtMs(), List.of(), head, mail.text());
    return rendered(Optional.empty(), lines);
  }

  /** The echo of a message for its own sender, with the time and the id that others see. */
  List<Line> echo(Accepted accepted, String from, String command, String to, String text) {
    var times = accepted.times();
    var mark = new HistoryMark(times.lamport(), accepted.msg());
    return lines(mark, times.sentAtMs(), account(from), head(from, command, to), text);
  }

  private static String head(String from, String command, String to) {
    return ":" + prefix(from) + " " + command + " " + to + " :";
  }

  /** The id of a message is its place: so pages are cut by it without looking for the message. */
  private List<Line> lines(
      HistoryMark mark, long sentAtMs, List<String> account, String head, String text) {
    int room = IrcLine.MAX_BYTES - TextRules.bytes(head);
    var tags = new ArrayList<String>();
    if (capabilities.has(Capability.SERVER_TIME)) tags.add("time=" + time(sentAtMs));
    if (capabilities.has(Capability.MESSAGE_TAGS)) tags.add("msgid=" + mark);
    tags.addAll(account);
    var lines = new ArrayList<Line>();
    for (var piece : IrcText.pieces(text, room)) {
      lines.add(new Line(tags, head + piece));
      // Only the first line carries the id: the lines after it belong to it.
      tags.removeIf(tag -> tag.startsWith("msgid="));
    }
    return lines;
  }
}
