package dev.parley.session.dialect.irc;

import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The server's PING and its answers (RFC 2812, 3.7.2 and 3.7.3). */
final class IrcPing {
  private static final String HEAD = IrcReplies.SERVER + "-";

  /** A token in a PONG, with enough digits for any number that the server issues. */
  private static final Pattern TOKEN = Pattern.compile("(?i)\\b" + HEAD + "(\\d{1,18})\\b");

  private IrcPing() {}

  static IrcReplies.Line line(long token) {
    return IrcReplies.line("PING :" + HEAD + token);
  }

  /**
   * The token of a PONG. Clients put it first, second after a name, or both into one parameter: it
   * is searched for in all parameters.
   */
  static Optional<Long> token(IrcLine pong) {
    var words = pong.parameters().stream().collect(Collectors.joining(" "));
    var found = TOKEN.matcher(words);
    return found.find() ? Optional.of(Long.parseLong(found.group(1))) : Optional.empty();
  }
}
