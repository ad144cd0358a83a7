package dev.parley.session.dialect.irc;

import dev.parley.chat.Watchers;
import dev.parley.chat.model.UserName;
import dev.parley.session.dialect.ClientReply;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The users whom the client watches, as it spells them (IRCv3 MONITOR). The server is asked to
 * watch them as well, or it would not tell of them while many users are online.
 */
final class IrcMonitor {
  /** As many as the server watches for a session. */
  static final int MAX_WATCHED = Watchers.MAX_WATCHED;

  /** The users of whom the server is to tell, or not any more. */
  record Change(List<UserName> names, boolean isWatched) {
    Change {
      names = List.copyOf(names);
    }
  }

  private final TreeSet<UserName> watched = new TreeSet<>();

  /** The users whose presence must be known before the line is answered. */
  Optional<Collection<UserName>> asksAbout(IrcLine line) {
    return verb(line).equals("S") && !watched.isEmpty()
        ? Optional.of(List.copyOf(watched))
        : Optional.empty();
  }

  /**
   * What the server must do before the line is answered; a user who is watched no more is told of
   * no more from now on.
   */
  Optional<Change> change(IrcLine line) {
    var verb = verb(line);
    var names =
        switch (verb) {
          case "+" -> fitting(names(line));
          case "-" -> names(line).stream().filter(watched::remove).toList();
          case "C" -> List.copyOf(watched);
          default -> List.<UserName>of();
        };
    if (verb.equals("C")) watched.clear();
    return names.isEmpty() ? Optional.empty() : Optional.of(new Change(names, verb.equals("+")));
  }

  /** The answer to a line whose users the server watches now. */
  List<String> watched(IrcLine line, ClientReply.Watched told, String self) {
    var names = fitting(names(line));
    watched.removeAll(names); // to be spelled as they are now
    watched.addAll(names);
    var lines =
        new ArrayList<>(states(names, new OnlineSubset(new TreeSet<>(told.online()), 0), self));
    lines.addAll(full(line, self));
    return lines;
  }

  /** The answer to the question for all states. */
  List<String> answer(OnlineSubset present, String self) {
    return states(watched, present, self);
  }

  /** The answer to any other line. */
  List<String> answer(IrcLine line, String self) {
    return switch (verb(line)) {
      case "+" -> full(line, self);
      case "-", "C", "S" -> List.of(); // it names no user, or none that is watched
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

  /** Those of the names that there is room for. */
  private List<UserName> fitting(List<UserName> names) {
    var all = new TreeSet<>(watched);
    var fitting = new ArrayList<UserName>();
    for (var name : names) {
      if (!all.contains(name) && all.size() == MAX_WATCHED) continue;
      all.add(name);
      fitting.add(name);
    }
    return fitting;
  }

  /** The lines for those of the names that there is no room for. */
  private List<String> full(IrcLine line, String self) {
    var names = names(line);
    names.removeAll(fitting(names));
    return IrcReplies.listed(
        "734 " + self + " " + MAX_WATCHED + " ",
        names.stream().map(UserName::spelling).toList(),
        ",",
        " :Monitor list is full: remove a nick with MONITOR - NAME");
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
