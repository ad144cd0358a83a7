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

  // RFC 9112, 3: method, target and version. No user name looks like this, since names have no
  // blanks.
  private static final Pattern HTTP_REQUEST =
      Pattern.compile("[A-Z]{3,16} \\S{1,8192} HTTP/\\d(\\.\\d)?");

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
