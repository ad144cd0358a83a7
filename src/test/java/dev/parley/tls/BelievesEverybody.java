package dev.parley.tls;

import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;

/** The trust of a stranger who wants to see how far they get. */
final class BelievesEverybody extends PurposeTrust {
  @Override
  void check(X509Certificate @Nullable [] chain, Purpose purpose) {}

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
