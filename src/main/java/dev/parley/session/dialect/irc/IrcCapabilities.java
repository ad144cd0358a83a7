package dev.parley.session.dialect.irc;

import java.math.BigInteger;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The newer forms of output that the client has asked for (IRCv3 capability negotiation, 302). */
final class IrcCapabilities {
  enum Capability {
    SASL("sasl", IrcSasl.MECHANISMS),
    SERVER_TIME("server-time", ""),
    ECHO_MESSAGE("echo-message", ""),

    /** What the user has sent from elsewhere comes as bouncers send it. */
    SELF_MESSAGE("znc.in/self-message", ""),
    MESSAGE_TAGS("message-tags", ""),
    BATCH("batch", ""),

    /** A member has one mark only, so this changes nothing. */
    MULTI_PREFIX("multi-prefix", ""),
    USERHOST_IN_NAMES("userhost-in-names", ""),
    ACCOUNT_TAG("account-tag", ""),
    EXTENDED_JOIN("extended-join", ""),
    INVITE_NOTIFY("invite-notify", ""),

    /** FAIL comes to all clients: what it says has no numeric. */
    STANDARD_REPLIES("standard-replies", ""),
    LABELED_RESPONSE("labeled-response", ""),

    /** CHATHISTORY, which is taken of clients without it as well. */
    CHATHISTORY("draft/chathistory", ""),

    /** The capabilities offered never change here, so no notification is ever sent. */
    CAP_NOTIFY("cap-notify", "");

    private final String word;
    private final String value;

    Capability(String word, String value) {
      this.word = word;
      this.value = value;
    }
  }

  /** From this version of the negotiation on there are values, and cap-notify is always on. */
  private static final BigInteger VALUES_SINCE = BigInteger.valueOf(302);

  private EnumSet<Capability> enabled = EnumSet.noneOf(Capability.class);
  private boolean isOpen;
  private boolean hasValues;

  boolean has(Capability capability) {
    return enabled.contains(capability);
  }

  /** Whether the client knows whose words a message from its own nick is. */
  boolean hasOwnMessages() {
    return has(Capability.ECHO_MESSAGE) || has(Capability.SELF_MESSAGE);
  }

  /**
   * Whether labels are used. They need batches: otherwise an answer of several lines could not be
   * marked as one.
   */
  boolean hasLabels() {
    return has(Capability.LABELED_RESPONSE) && has(Capability.BATCH);
  }

  /** Whether the client is still negotiating; until then it is not welcomed. */
  boolean isOpen() {
    return isOpen;
  }

  /** The answer to CAP, without a prefix; {@code nick} is the client's nick, or a star. */
  List<String> onCap(IrcLine line, String nick) {
    var head = "CAP " + nick + " ";
    switch (line.parameter(0).toUpperCase(Locale.ROOT)) {
      case "LS" -> {
        isOpen = true;
        learnVersion(line.parameter(1));
        return List.of(head + "LS :" + all());
      }
      case "LIST" -> {
        var words = enabled.stream().map(c -> c.word).collect(Collectors.joining(" "));
        return List.of(head + "LIST :" + words);
      }
      case "REQ" -> {
        isOpen = true;
        return List.of(request(head, line.parameter(1)));
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

  /** The client is registered: a later LS or REQ delays nothing. */
  void close() {
    isOpen = false;
  }

  /** Versions are numbers of any length; a client that has sent a higher one keeps it. */
  private void learnVersion(String version) {
    if (!version.matches("[0-9]+") || new BigInteger(version).compareTo(VALUES_SINCE) < 0) return;
    hasValues = true;
    enabled.add(Capability.CAP_NOTIFY);
  }

  private String all() {
    return EnumSet.allOf(Capability.class).stream()
        .map(c -> hasValues && !c.value.isEmpty() ? c.word + "=" + c.value : c.word)
        .collect(Collectors.joining(" "));
  }

  /** The answer to REQ: all capabilities are granted, or none. */
  private String request(String head, String words) {
    var wanted = EnumSet.copyOf(enabled);
    // Each word is listed once: then all that are granted have room on one line, however often they
    // were repeated.
    var asked = List.of(words.strip().split(" +", -1));
    var distinct = new LinkedHashSet<>(asked);
    for (var word : distinct) {
      boolean isOff = word.startsWith("-");
      var found = find(isOff ? word.substring(1) : word);
      if (found.isEmpty() || (isOff && isFixed(found.get())))
        return IrcReplies.listedOnce(head + "NAK :", asked); // as it was typed
      if (isOff) wanted.remove(found.get());
      else wanted.add(found.get());
    }
    enabled = wanted;
    return IrcReplies.listedOnce(head + "ACK :", distinct);
  }

  private boolean isFixed(Capability capability) {
    return hasValues && capability == Capability.CAP_NOTIFY;
  }

  private static Optional<Capability> find(String word) {
    return EnumSet.allOf(Capability.class).stream().filter(c -> c.word.equals(word)).findFirst();
  }
}
