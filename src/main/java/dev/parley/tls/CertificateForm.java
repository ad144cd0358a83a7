package dev.parley.tls;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Writes and signs X.509 certificates of version 3 (RFC 5280): those of a cluster's authority and
 * those of its nodes.
 */
final class CertificateForm {
  private static final byte[] ECDSA_WITH_SHA256 =
      Der.sequence(Der.identifier("1.2.840.10045.4.3.2"));

  private static final byte[] VERSION_3 = Der.explicit(0, Der.integer(BigInteger.TWO));

  // The bits of KeyUsage that are set, counted from the left: 5 keyCertSign, 0 digitalSignature.
  private static final byte[] SIGNS_CERTIFICATES = Der.bits(2, (byte) 0x04);
  private static final byte[] SIGNS_HANDSHAKES = Der.bits(7, (byte) 0x80);

  /** Of a serial number; the first bit is set, so that none is shorter. */
  private static final int SERIAL_BITS = 127;

  /** An identifier of a key: the leftmost 160 bits of a digest (RFC 7093, section 2). */
  private static final int KEY_ID_BYTES = 20;

  private static final int DNS_NAME = 2;
  private static final int IP_ADDRESS = 7;

  /** A name of one part, the common name. */
  record Subject(String commonName, PublicKey key) {}

  record Validity(Instant from, Instant to) {}

  private final Subject issuer;
  private final PrivateKey key;
  private final SecureRandom random;

  /** {@code key} belongs to {@code issuer}. */
  CertificateForm(Subject issuer, PrivateKey key, SecureRandom random) {
    this.issuer = issuer;
    this.key = key;
    this.random = random;
  }

  /** A certificate of an authority: it may sign others. */
  X509Certificate authority(Subject subject, Validity validity) {
    return signed(
        subject,
        validity,
        List.of(
            critical("2.5.29.19", Der.sequence(Der.isTrue())),
            critical("2.5.29.15", SIGNS_CERTIFICATES)));
  }

  /**
   * A certificate with which a node serves and dials at {@code hosts}, names or addresses; those
   * that a certificate cannot name are left out.
   */
  X509Certificate node(Subject subject, List<String> hosts, Validity validity) {
    var names = hosts.stream().map(CertificateForm::name).filter(n -> n.length > 0).toList();
    var extensions = new ArrayList<byte[]>();
    extensions.add(critical("2.5.29.19", Der.sequence()));
    extensions.add(critical("2.5.29.15", SIGNS_HANDSHAKES));
    extensions.add(
        extension(
            "2.5.29.37",
            Der.sequence(
                Der.identifier(Purpose.SERVES.identifier()),
                Der.identifier(Purpose.DIALS.identifier()))));
    if (!names.isEmpty())
      extensions.add(extension("2.5.29.17", Der.sequence(names.toArray(byte[][]::new))));
    return signed(subject, validity, extensions);
  }

  private static byte[] name(String host) {
    var address = CertificateNames.address(host);
    if (address != null) return Der.implicit(IP_ADDRESS, address.getAddress());
    boolean isName = !CertificateNames.isLiteral(host) && host.matches("[A-Za-z0-9._-]{1,253}");
    return isName ? Der.implicit(DNS_NAME, host.getBytes(StandardCharsets.US_ASCII)) : new byte[0];
  }

  private X509Certificate signed(Subject subject, Validity validity, List<byte[]> own) {
    var extensions = new ArrayList<byte[]>(own);
    extensions.add(extension("2.5.29.14", Der.octets(keyId(subject.key()))));
    extensions.add(extension("2.5.29.35", Der.sequence(Der.implicit(0, keyId(issuer.key())))));
    var content =
        Der.sequence(
            VERSION_3,
            Der.integer(new BigInteger(SERIAL_BITS, random).setBit(SERIAL_BITS - 1)),
            ECDSA_WITH_SHA256,
            distinguished(issuer.commonName()),
            Der.sequence(Der.time(validity.from()), Der.time(validity.to())),
            distinguished(subject.commonName()),
            subject.key().getEncoded(),
            Der.explicit(3, Der.sequence(extensions.toArray(byte[][]::new))));
    return parsed(Der.sequence(content, ECDSA_WITH_SHA256, Der.bits(0, signature(content))));
  }

  private byte[] signature(byte[] content) {
    try {
      var signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(key, random);
      signature.update(content);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java signs with ECDSA", e);
    }
  }

  /** Throws an IllegalArgumentException for bytes that are no certificate. */
  static X509Certificate parsed(byte[] der) {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(der));
    } catch (CertificateException e) {
      throw new IllegalArgumentException("no certificate: " + e.getMessage(), e);
    }
  }

  private static byte[] keyId(PublicKey key) {
    return Arrays.copyOf(Fingerprint.digest(key.getEncoded()), KEY_ID_BYTES);
  }

  private static byte[] distinguished(String commonName) {
    return Der.sequence(Der.set(Der.sequence(Der.identifier("2.5.4.3"), Der.text(commonName))));
  }

  /** One that a reader must understand, or refuse the certificate. */
  private static byte[] critical(String identifier, byte[] value) {
    return Der.sequence(Der.identifier(identifier), Der.isTrue(), Der.octets(value));
  }

  private static byte[] extension(String identifier, byte[] value) {
    return Der.sequence(Der.identifier(identifier), Der.octets(value));
  }
}
