package dev.parley.security;

import java.util.Arrays;

/** A certificate in its encoded form (DER): no secret. */
public final class Certificate {
  private final byte[] der;

  private Certificate(byte[] der) {
    this.der = der;
  }

  public static Certificate of(byte[] der) {
    return new Certificate(der.clone());
  }

  /** A copy. */
  public byte[] der() {
    return der.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Certificate certificate && Arrays.equals(der, certificate.der);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(der);
  }

  @Override
  public String toString() {
    return "certificate of " + der.length + " bytes";
  }
}
