package dev.parley.session.irc;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What the client has asked to be told in newer ways (IRCv3 capability negotiation, 302). */
final class IrcCapabilities {
  enum Capability {
    SASL("sasl", "PLAIN"),
    SERVER_TIME("server-time", ""),
    ECHO_MESSAGE("echo-message", ""),
    MESSAGE_TAGS("message-tags", ""),
    BATCH("batch", ""),
    LABELED_RESPONSE("labeled-response", "");

    private final String word;
    private final String value;

    Capability(String word, String value) {
      this.word = word;
      this.value = value;
    }
  }

  private final Set<Capability> enabled = EnumSet.noneOf(Capability.class);
  private boolean isOpen;

  boolean has(Capability capability) {
    return enabled.contains(capability);
  }

  /** While the client negotiates, it is not welcomed. */
  boolean isOpen() {
    return isOpen;
  }

  /** The answer to CAP, without prefix; {@code nick} is the client's, or a star. */
  List<String> onCap(IrcLine line, String nick) {
    var head = "CAP " + nick + " ";
    switch (line.parameter(0).toUpperCase(Locale.ROOT)) {
      case "LS" -> {
        isOpen = true;
        boolean withValues = line.parameter(1).compareTo("302") >= 0;
        return List.of(head + "LS :" + all(withValues));
      }
      case "LIST" -> {
        var words = enabled.stream().map(c -> c.word).collect(Collectors.joining(" "));
        return List.of(head + "LIST :" + words);
      }
      case "REQ" -> {
        isOpen = true;
        return List.of(head + request(line.parameter(1)));
      }
      case "END" -> {
        isOpen = false;
        return List.of();
      }
      default -> {
        return List.of(
            "410 "
                + nick
                + " "
                + IrcReplies.middle(line.parameter(0))
                + " :Use CAP LS, LIST, REQ or END");
      }
    }
  }

  /** Registered: a later LS or REQ holds up nothing. */
  void close() {
    isOpen = false;
  }

  private static String all(boolean withValues) {
    return EnumSet.allOf(Capability.class).stream()
        .map(c -> withValues && !c.value.isEmpty() ? c.word + "=" + c.value : c.word)
        .collect(Collectors.joining(" "));
  }

  /** All of them, or none. */
  private String request(String words) {
    var wanted = new ArrayList<Capability>();
    var unwanted = new ArrayList<Capability>();
    for (var word : words.strip().split(" +", -1)) {
      boolean isOff = word.startsWith("-");
      var found = find(isOff ? word.substring(1) : word);
      if (found.isEmpty()) return "NAK :" + words.strip();
      (isOff ? unwanted : wanted).add(found.get());
    }
    enabled.addAll(wanted);
    enabled.removeAll(unwanted);
    return "ACK :" + words.strip();
  }

  private static Optional<Capability> find(String word) {
    return EnumSet.allOf(Capability.class).stream().filter(c -> c.word.equals(word)).findFirst();
  }
}
