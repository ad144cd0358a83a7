package dev.parley.security;

import java.util.List;

/**
 * What signs the certificates of a cluster's nodes: {@code key} is its private key (PKCS 8), the
 * first of {@code certificates} is its own, and the others are trusted as well.
 */
public record Authority(Secret key, List<Certificate> certificates) {
  /** One that signs, one that is replaced, and one that was signed by the other. */
  public static final int MAX_CERTIFICATES = 4;

  public Authority {
    certificates = List.copyOf(certificates);
    if (certificates.isEmpty() || certificates.size() > MAX_CERTIFICATES)
      throw new IllegalArgumentException(
          "with a line 'ca', 1 to " + MAX_CERTIFICATES + " lines 'ca-cert' are needed");
  }
}
