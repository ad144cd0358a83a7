package dev.parley.client.core;

import java.util.Optional;
import java.util.regex.Pattern;

/** What an operator gives to users: where a server is, and the fingerprint of its cluster. */
public record ServerLink(String server, Optional<String> fingerprint) {
  private static final Pattern FORM =
      Pattern.compile(
          "parley://(\\[[0-9A-Fa-f:.]{2,45}]:\\d{1,5}|[A-Za-z0-9._-]{1,253}:\\d{1,5})/?(#(SHA256:[A-Za-z0-9+/]{43}))?");

  /** Nothing if {@code text} is no such link. */
  public static Optional<ServerLink> parse(String text) {
    var matcher = FORM.matcher(text);
    return matcher.matches()
        ? Optional.of(new ServerLink(matcher.group(1), Optional.ofNullable(matcher.group(3))))
        : Optional.empty();
  }
}
