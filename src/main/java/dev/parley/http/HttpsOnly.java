package dev.parley.http;

import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.headers.RawHeader;
import java.time.Duration;
import java.util.Optional;

/**
 * Tells browsers to ask by HTTPS only from now on (RFC 6797). They hold a host to that for a long
 * time and at all of its ports, so the operator must want it; and never an address or a name of
 * loopback, which mean another machine tomorrow.
 */
final class HttpsOnly {
  static final Duration MAX_AGE = Duration.ofDays(365);

  private final boolean isWanted;

  HttpsOnly(boolean isWanted) {
    this.isWanted = isWanted;
  }

  HttpResponse with(HttpRequest request, HttpResponse response) {
    boolean isTold = isTold(RequestGate.header(request, "Host")) && response.status().isSuccess();
    return isTold
        ? response.addHeader(
            RawHeader.create("Strict-Transport-Security", "max-age=" + MAX_AGE.toSeconds()))
        : response;
  }

  /** {@code authority}: the header Host. */
  boolean isTold(Optional<String> authority) {
    var host = authority.map(HostRule::hostOf).orElse("");
    return isWanted
        && !host.isEmpty()
        && !HostRule.isAddress(host)
        && !HostRule.isLoopback(host)
        && !host.endsWith(".localhost");
  }
}
