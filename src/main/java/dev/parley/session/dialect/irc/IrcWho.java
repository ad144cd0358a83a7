package dev.parley.session.dialect.irc;

/**
 * The lines that answer WHO: the old ones, or those with the fields that the client chooses (WHOX,
 * {@code WHO #tea %tna,42}).
 */
final class IrcWho {
  /** In the order in which they are written, whatever the order in which they are asked for. */
  private static final String FIELDS = "tcuihsnfdlaor";

  /** Addresses of users are for the operator alone. */
  private static final String NO_ADDRESS = "255.255.255.255";

  private final String asked;
  private final String token;

  /** The form that a WHO asks for. */
  IrcWho(IrcLine line) {
    var word = line.parameter(1);
    var fields = word.startsWith("%") ? word.substring(1) : "";
    int comma = fields.indexOf(',');
    asked = comma < 0 ? fields : fields.substring(0, comma);
    var given = comma < 0 ? "" : fields.substring(comma + 1);
    token = given.matches("[0-9]{1,3}") ? given : "0";
  }

  /** {@code channel} is a star for a user alone; {@code flags} begin with H (here) or G (gone). */
  String line(String channel, String nick, String flags, String self) {
    if (!asked.isEmpty()) return chosen(channel, nick, flags, self);
    var server = IrcReplies.SERVER;
    return "352 %s %s %s %s %s %s %s :0 %s"
        .formatted(self, channel, nick, server, server, nick, flags, nick);
  }

  private String chosen(String channel, String nick, String flags, String self) {
    var line = new StringBuilder("354 ").append(self);
    for (char field : FIELDS.toCharArray())
      if (asked.indexOf(field) >= 0) line.append(' ').append(value(field, channel, nick, flags));
    return line.toString();
  }

  private String value(char field, String channel, String nick, String flags) {
    return switch (field) {
      case 't' -> token;
      case 'c' -> channel;
      case 'i' -> NO_ADDRESS;
      case 'h', 's' -> IrcReplies.SERVER;
      case 'f' -> flags;
      case 'd', 'l' -> "0"; // servers in between, and seconds of silence
      case 'o' -> "n/a"; // a rank among operators
      case 'r' -> ":" + nick;
      default -> nick;
    };
  }
}
