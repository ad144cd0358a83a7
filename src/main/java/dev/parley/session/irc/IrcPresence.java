package dev.parley.session.irc;

import dev.parley.chat.UserName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Who is online, and whom of them the client watches (IRCv3 MONITOR). */
final class IrcPresence {
  static final int MAX_WATCHED = 100;

  private final TreeSet<UserName> online = new TreeSet<>();
  private final TreeSet<UserName> watched = new TreeSet<>();

  void learn(Collection<UserName> names) {
    online.clear();
    online.addAll(names);
  }

  boolean isOnline(UserName name) {
    return online.contains(name);
  }

  int count() {
    return online.size();
  }

  /** The lines that tell it. */
  List<String> onCame(UserName name, String self) {
    online.add(name);
    return watched.contains(name) ? List.of(told("730", self, List.of(name))) : List.of();
  }

  List<String> onWent(UserName name, String self) {
    online.remove(name);
    return watched.contains(name) ? List.of(told("731", self, List.of(name))) : List.of();
  }

  List<String> onMonitor(IrcLine line, String self) {
    switch (line.parameter(0).toUpperCase(Locale.ROOT)) {
      case "+" -> {
        return watch(line.parameter(1), self);
      }
      case "-" -> {
        watched.removeAll(names(line.parameter(1)));
        return List.of();
      }
      case "C" -> {
        watched.clear();
        return List.of();
      }
      case "L" -> {
        var lines = new ArrayList<String>();
        for (var name : watched) lines.add("732 " + self + " :" + name.spelling());
        lines.add("733 " + self + " :End of MONITOR list");
        return lines;
      }
      case "S" -> {
        return states(watched, self);
      }
      default -> {
        return List.of("461 " + self + " MONITOR :Type MONITOR + NAME, - NAME, C, L or S");
      }
    }
  }

  private List<String> watch(String words, String self) {
    var added = new ArrayList<UserName>();
    var lines = new ArrayList<String>();
    for (var name : names(words)) {
      if (watched.size() == MAX_WATCHED && !watched.contains(name)) {
        lines.add(
            "734 %s %d %s :Monitor list is full: take somebody off with MONITOR - NAME"
                .formatted(self, MAX_WATCHED, name.spelling()));
        break;
      }
      watched.add(name);
      added.add(name);
    }
    lines.addAll(0, states(added, self));
    return lines;
  }

  private List<String> states(Collection<UserName> names, String self) {
    var lines = new ArrayList<String>();
    // One name a line: a list of a hundred would be cut.
    for (var name : names)
      lines.add(told(online.contains(name) ? "730" : "731", self, List.of(name)));
    return lines;
  }

  private static String told(String numeric, String self, List<UserName> names) {
    var words =
        names.stream()
            .map(UserName::spelling)
            .map(name -> numeric.equals("730") ? IrcReplies.prefix(name) : name)
            .collect(Collectors.joining(","));
    return numeric + " " + self + " :" + words;
  }

  private static List<UserName> names(String words) {
    var names = new ArrayList<UserName>();
    for (var word : words.split(",", -1)) UserName.parse(word).ifPresent(names::add);
    return names;
  }
}
