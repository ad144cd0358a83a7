package dev.parley.session.irc;

import dev.parley.chat.Mail;
import dev.parley.chat.TextRules;
import dev.parley.session.irc.IrcCapabilities.Capability;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The lines that a client is sent, with their ends. */
final class IrcReplies {
  static final String SERVER = "parley";

  private static final String PREFIX = ":" + SERVER + " ";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private final IrcCapabilities capabilities;
  private int batches;

  IrcReplies(IrcCapabilities capabilities) {
    this.capabilities = capabilities;
  }

  /** A parameter that is not the last one; a client's own word comes back only if it can. */
  static String middle(String word) {
    boolean isSafe = word.matches("[^\\s:\\p{Cntrl}][^\\s\\p{Cntrl}]{0,63}");
    return isSafe ? word : "*";
  }

  /** Lines of the server that carry all words between head and tail, none of them cut. */
  static List<String> listed(
      String head, Collection<String> words, String separator, String tail) {
    int room = IrcLine.MAX_BYTES - TextRules.bytes(PREFIX + head + tail);
    return IrcText.lists(words, separator, room).stream().map(list -> head + list + tail).toList();
  }

  /** The one line for clients that expect one: the words that it has room for. */
  static String listedOnce(String head, Collection<String> words) {
    return listed(head, words, " ", "").stream().findFirst().orElse(head);
  }

  /** Lines of the server, for a request with this label: one tagged line, or a batch. */
  String answer(Optional<String> label, List<String> lines) {
    var text = new StringBuilder();
    boolean isLabelled = label.isPresent() && capabilities.has(Capability.LABELED_RESPONSE);
    if (!isLabelled) {
      for (var line : lines) text.append(line("", line));
    } else if (lines.size() == 1) {
      text.append(line("@label=" + label.get() + " ", lines.get(0)));
    } else if (lines.isEmpty()) {
      text.append(line("@label=" + label.get() + " ", "ACK"));
    } else {
      var batch = "b" + ++batches;
      text.append(line("@label=" + label.get() + " ", "BATCH +" + batch + " labeled-response"));
      for (var line : lines) text.append(line("@batch=" + batch + " ", line));
      text.append(line("", "BATCH -" + batch));
    }
    return text.toString();
  }

  private static String line(String tags, String line) {
    return tags + IrcText.cut(PREFIX + line, IrcLine.MAX_BYTES) + "\r\n";
  }

  /** The last line of a connection. */
  static String error(String reason) {
    return IrcText.cut("ERROR :" + reason, IrcLine.MAX_BYTES) + "\r\n";
  }

  static String prefix(String name) {
    return name + "!" + name + "@" + SERVER;
  }

  /** A message that arrived, in as many lines as it needs. */
  String message(Mail mail) {
    var tags = new ArrayList<String>();
    if (capabilities.has(Capability.SERVER_TIME))
      tags.add("time=" + TIME.format(Instant.ofEpochMilli(mail.sentAtMs())));
    var from = mail.from().spelling();
    return lines(tags, mail.id().uuid().toString(), from, mail.to().spelling(), mail.text());
  }

  /** A message that was accepted, shown to its own sender. */
  String echo(Optional<String> label, String msg, String from, String to, String text) {
    var tags = new ArrayList<String>();
    if (capabilities.has(Capability.LABELED_RESPONSE)) label.ifPresent(l -> tags.add("label=" + l));
    return lines(tags, msg, from, to, text);
  }

  private String lines(List<String> given, String msg, String from, String to, String text) {
    var head = ":" + prefix(from) + " PRIVMSG " + to + " :";
    int room = IrcLine.MAX_BYTES - TextRules.bytes(head);
    var all = new StringBuilder();
    var tags = new ArrayList<>(given);
    if (capabilities.has(Capability.MESSAGE_TAGS)) tags.add("msgid=" + msg);
    for (var piece : IrcText.pieces(text, room)) {
      if (!tags.isEmpty()) all.append('@').append(String.join(";", tags)).append(' ');
      all.append(head).append(piece).append("\r\n");
      // The id and the label are the first line's: those after it belong to it.
      tags.removeIf(tag -> !tag.startsWith("time="));
    }
    return all.toString();
  }
}
