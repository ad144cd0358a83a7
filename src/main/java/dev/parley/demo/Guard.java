package dev.parley.demo;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Who may do something at the page: it must have been asked for by a name that only this machine
 * can mean, so that no page of another place reaches it under its own name; a page that asks must
 * be this one; and whoever makes a fault must have the token, which other users of the machine have
 * not.
 */
final class Guard {
  private static final String BEARER = "Bearer ";

  private final Set<String> hosts;
  private final byte[] token;

  Guard(int port, String token) {
    this.hosts = Set.of("127.0.0.1:" + port, "localhost:" + port);
    this.token = token.getBytes(StandardCharsets.UTF_8);
  }

  /** {@code host} and {@code origin}: the headers of the request. */
  boolean isOurs(Optional<String> host, Optional<String> origin) {
    var asked = host.map(name -> name.toLowerCase(Locale.ROOT)).filter(hosts::contains);
    return asked.isPresent()
        && origin.map(page -> page.equals("http://" + asked.get())).orElse(true);
  }

  /** {@code authorization}: the header of the request. */
  boolean hasToken(Optional<String> authorization) {
    return authorization
        .filter(value -> value.startsWith(BEARER))
        .map(value -> value.substring(BEARER.length()).strip().getBytes(StandardCharsets.UTF_8))
        .filter(given -> MessageDigest.isEqual(given, token))
        .isPresent();
  }
}
