package dev.parley.tls;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A private key and the chain of its certificate: the node's own first, then those of its
 * authority. Those that a node makes itself are never written to a disk.
 */
public record NodeCertificate(PrivateKey key, List<X509Certificate> chain) {
  public NodeCertificate {
    chain = List.copyOf(chain);
  }

  public X509Certificate own() {
    return chain.get(0);
  }

  /** Whether two thirds of its life are over: then another one takes its place. */
  boolean isDue(Instant now) {
    var begin = own().getNotBefore().toInstant();
    var life = Duration.between(begin, own().getNotAfter().toInstant());
    return !now.isBefore(begin.plus(life.multipliedBy(2).dividedBy(3)));
  }
}
