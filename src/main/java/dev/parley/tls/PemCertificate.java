package dev.parley.tls;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a certificate of the operator's own and its key, as certificate authorities give them (PEM,
 * RFC 7468): the node's own certificate first, then those up to an authority that browsers know.
 */
public final class PemCertificate {
  /** A chain has two to four; each takes some memory in every handshake. */
  static final int MAX_CERTIFICATES = 16;

  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,40})-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");

  /** How a key signs, by the kind of the key. */
  private static final Map<String, String> SIGNATURES =
      Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA", "EdDSA", "EdDSA");

  /** Forms of the time before PKCS 8: the key alone, without the kind that it is of. */
  private static final List<String> BARE_KEYS = List.of("RSA PRIVATE KEY", "EC PRIVATE KEY");

  private static final String KEY = "PRIVATE KEY";
  private static final String ENCRYPTED_KEY = "ENCRYPTED PRIVATE KEY";
  private static final String CERTIFICATE = "CERTIFICATE";

  private PemCertificate() {}

  /** Throws an IllegalArgumentException with the reason if the two texts are of no use. */
  public static NodeCertificate parse(String certificates, String key) {
    var chain = chain(certificates);
    var own = chain.get(0).getPublicKey();
    if (!SIGNATURES.containsKey(own.getAlgorithm()))
      throw new IllegalArgumentException("its key is of the kind " + own.getAlgorithm());
    var secret = privateKey(key, own);
    if (!isPair(secret, own)) throw new IllegalArgumentException("the key is not that of it");
    return new NodeCertificate(secret, chain);
  }

  private static List<X509Certificate> chain(String text) {
    var chain = new ArrayList<X509Certificate>();
    var blocks = BLOCK.matcher(text);
    while (blocks.find() && chain.size() < MAX_CERTIFICATES)
      if (blocks.group(1).equals(CERTIFICATE)) chain.add(certificate(content(blocks)));
    if (chain.isEmpty()) throw new IllegalArgumentException("it has no block BEGIN " + CERTIFICATE);
    return chain;
  }

  private static byte[] content(Matcher block) {
    try {
      return Base64.getMimeDecoder().decode(block.group(2).getBytes(StandardCharsets.US_ASCII));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("a block of it is damaged", e);
    }
  }

  private static X509Certificate certificate(byte[] der) {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(der));
    } catch (CertificateException e) {
      throw new IllegalArgumentException("a certificate of it is damaged", e);
    }
  }

  private static PrivateKey privateKey(String text, PublicKey own) {
    var blocks = BLOCK.matcher(text);
    while (blocks.find()) {
      var kind = blocks.group(1);
      if (kind.equals(ENCRYPTED_KEY))
        throw new IllegalArgumentException("the key is encrypted: give it without a passphrase");
      if (kind.equals(KEY)) return privateKey(content(blocks), own.getAlgorithm());
      if (BARE_KEYS.contains(kind))
        return privateKey(complete(content(blocks), own), own.getAlgorithm());
    }
    throw new IllegalArgumentException("the key file has no block BEGIN " + KEY);
  }

  private static PrivateKey privateKey(byte[] pkcs8, String kind) {
    try {
      return KeyFactory.getInstance(kind).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("the key is damaged, or not that of it", e);
    }
  }

  /** The kind of the key is that of the public one, whose encoding begins with it. */
  private static byte[] complete(byte[] bare, PublicKey own) {
    var kind = Der.firstOf(own.getEncoded());
    return Der.sequence(Der.integer(BigInteger.ZERO), kind, Der.octets(bare));
  }

  private static boolean isPair(PrivateKey secret, PublicKey own) {
    var probe = new byte[] {1, 2, 3};
    try {
      var signature =
          Signature.getInstance(
              Optional.ofNullable(SIGNATURES.get(own.getAlgorithm())).orElseThrow());
      signature.initSign(secret);
      signature.update(probe);
      var signed = signature.sign();
      signature.initVerify(own);
      signature.update(probe);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
