package dev.parley.tls;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Says in time, and once a day, that a certificate of the operator's own expires. */
public final class ExpiryWarning {
  /** Certificates that live for 90 days are usually renewed 30 days before: then this is late. */
  static final Duration BEFORE = Duration.ofDays(14);

  static final Duration EVERY = Duration.ofDays(1);

  private @Nullable Instant last;

  /** What the operator must know now, if anything. */
  public Optional<String> onLook(X509Certificate certificate, Instant now) {
    var end = certificate.getNotAfter().toInstant();
    if (now.isBefore(end.minus(BEFORE))) return Optional.empty();
    if (last != null && now.isBefore(last.plus(EVERY))) return Optional.empty();
    last = now;
    var what = now.isAfter(end) ? "has expired, at" : "expires at";
    return Optional.of(
        "the certificate for browsers and IRC "
            + what
            + " "
            + end
            + ": put a new one into the file");
  }
}
