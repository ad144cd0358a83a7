package dev.parley.http;

import akka.http.javadsl.model.HttpRequest;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * Who asks: the operator, by the token of the node's data directory; somebody on this machine, who
 * sees reports without users' names; or a stranger, who learns that the node lives.
 */
final class AccessRule {
  enum Visitor {
    STRANGER,
    LOCAL,
    OPERATOR;

    boolean maySeeReports() {
      return this != STRANGER;
    }

    /** Users' names are for the operator alone, and so are all changes. */
    boolean maySeeNames() {
      return this == OPERATOR;
    }
  }

  private static final String SCHEME = "Bearer ";

  private final byte[] token;
  private final boolean isStatusPublic;
  private final ClientSource source;

  /** {@code isStatusPublic}: strangers see what is seen on this machine. */
  AccessRule(String token, boolean isStatusPublic, ClientSource source) {
    this.token = bytes(token);
    this.isStatusPublic = isStatusPublic;
    this.source = source;
  }

  Visitor visitor(HttpRequest request) {
    return visitor(
        RequestGate.header(request, "Authorization"),
        ClientSource.remote(request),
        RequestGate.header(request, "Host"),
        source.isForwarded(request));
  }

  /** {@code isForwarded}: a proxy asks, for somebody else. */
  Visitor visitor(
      Optional<String> authorization,
      Optional<InetAddress> remote,
      Optional<String> host,
      boolean isForwarded) {
    if (isToken(authorization)) return Visitor.OPERATOR;
    // A proxy on this machine must say for whom it asks, or keep the name that it was asked by.
    boolean isLocal =
        remote.filter(InetAddress::isLoopbackAddress).isPresent()
            && host.map(HostRule::isLoopback).orElse(true)
            && !isForwarded;
    return isLocal || isStatusPublic ? Visitor.LOCAL : Visitor.STRANGER;
  }

  private boolean isToken(Optional<String> authorization) {
    return authorization
        .filter(value -> value.startsWith(SCHEME))
        .map(value -> bytes(value.substring(SCHEME.length()).strip()))
        .filter(given -> MessageDigest.isEqual(given, token))
        .isPresent();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
