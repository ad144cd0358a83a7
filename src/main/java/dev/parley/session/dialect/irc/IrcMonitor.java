package dev.parley.session.dialect.irc;

import dev.parley.chat.model.UserName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;

/** The users whom the client watches, as it spells them (IRCv3 MONITOR). */
final class IrcMonitor {
  static final int MAX_WATCHED = 100;

  private final TreeSet<UserName> watched = new TreeSet<>();

  /** The users whose presence must be known before the line is answered. */
  Optional<Collection<UserName>> asksAbout(IrcLine line) {
    var names =
        switch (verb(line)) {
          case "+" -> names(line);
          case "S" -> List.copyOf(watched);
          default -> List.<UserName>of();
        };
    return names.isEmpty() ? Optional.empty() : Optional.of(names);
  }

  /** The answer to such a line. */
  List<String> answer(IrcLine line, OnlineSubset present, String self) {
    return verb(line).equals("+")
        ? watch(names(line), present, self)
        : states(watched, present, self);
  }

  /** The answer to any other line. */
  List<String> answer(IrcLine line, String self) {
    return switch (verb(line)) {
      case "+", "S" -> List.of(); // it names no user
      case "-" -> {
        names(line).forEach(watched::remove);
        yield List.of();
      }
      case "C" -> {
        watched.clear();
        yield List.of();
      }
      case "L" -> {
        var names = watched.stream().map(UserName::spelling).toList();
        var lines = new ArrayList<>(IrcReplies.listed("732 " + self + " :", names, ",", ""));
        lines.add("733 " + self + " :End of MONITOR list");
        yield lines;
      }
      default ->
          List.of(
              "461 "
                  + self
                  + " MONITOR :Type MONITOR + NAME, MONITOR - NAME, or MONITOR with C, L or S");
    };
  }

  /** The lines for the client when a user came online or went offline. */
  List<String> onNews(UserName name, boolean isOnline, String self) {
    if (!watched.contains(name)) return List.of();
    return isOnline
        ? cameOnline(List.of(name), self)
        : wentOffline(List.of(Objects.requireNonNull(watched.floor(name))), self);
  }

  private List<String> watch(List<UserName> names, OnlineSubset present, String self) {
    var added = new ArrayList<UserName>();
    var left = new ArrayList<String>();
    for (var name : names) {
      boolean isKnown = watched.remove(name); // to be spelled as it is now
      if (isKnown || watched.size() < MAX_WATCHED) {
        watched.add(name);
        added.add(name);
      } else {
        left.add(name.spelling());
      }
    }
    var lines = new ArrayList<>(states(added, present, self));
    lines.addAll(
        IrcReplies.listed(
            "734 " + self + " " + MAX_WATCHED + " ",
            left,
            ",",
            " :Monitor list is full: remove a nick with MONITOR - NAME"));
    return lines;
  }

  private static List<String> states(
      Collection<UserName> names, OnlineSubset present, String self) {
    var online = new ArrayList<UserName>();
    var offline = new ArrayList<UserName>();
    for (var name : names) present.find(name).ifPresentOrElse(online::add, () -> offline.add(name));
    var lines = new ArrayList<>(cameOnline(online, self));
    lines.addAll(wentOffline(offline, self));
    return lines;
  }

  /** The users by the names from which their messages come. */
  private static List<String> cameOnline(List<UserName> names, String self) {
    var masks = names.stream().map(name -> IrcReplies.prefix(name.spelling())).toList();
    return IrcReplies.listed("730 " + self + " :", masks, ",", "");
  }

  /** The users by the names under which the client asked for them. */
  private static List<String> wentOffline(List<UserName> names, String self) {
    var words = names.stream().map(UserName::spelling).toList();
    return IrcReplies.listed("731 " + self + " :", words, ",", "");
  }

  private static String verb(IrcLine line) {
    return line.parameter(0).toUpperCase(Locale.ROOT);
  }

  private static List<UserName> names(IrcLine line) {
    var names = new ArrayList<UserName>();
    for (var word : line.parameter(1).split(",", -1)) UserName.parse(word).ifPresent(names::add);
    return names;
  }
}
