package dev.parley.session.dialect;

import java.util.regex.Pattern;

/**
 * Recognises the kind of client by its first bytes: a program that speaks JSON, a person, or a
 * browser at the wrong port.
 */
public final class DialectChooser {
  /** The dialects of the client protocol. */
  public enum Choice {
    JSON,
    TEXT,

    /** The IRC dialect, on a port of its own. */
    IRC
  }

  // RFC 9112, 3: method, target and version. No user name and no command looks like this. A page
  // chooses the target and may choose the method, so neither has a length.
  private static final Pattern HTTP_REQUEST =
      Pattern.compile("[!-~]+ \\S+ HTTP/\\d(\\.\\d)?", Pattern.CASE_INSENSITIVE);

  private DialectChooser() {}

  public static Choice byFirstByte(byte first) {
    return first == '{' ? Choice.JSON : Choice.TEXT;
  }

  /** Whether a first line is that of an HTTP request. */
  public static boolean isHttpRequest(String line) {
    return HTTP_REQUEST.matcher(line).matches();
  }

  /** The reply to such a client, with its line end. */
  public static String httpSentence(int httpPort) {
    return "This port is for chat clients, not for HTTP: the web page is on port "
        + httpPort
        + ".\r\n";
  }
}
