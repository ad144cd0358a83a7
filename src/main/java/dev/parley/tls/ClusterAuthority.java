package dev.parley.tls;

import dev.parley.security.Authority;
import dev.parley.security.Certificate;
import dev.parley.security.KeyFile;
import dev.parley.security.Secret;
import dev.parley.tls.CertificateForm.Subject;
import dev.parley.tls.CertificateForm.Validity;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The authority of one cluster: a private key that all of its nodes hold, with which each makes
 * itself a certificate. Of its certificates the first is that of the key; the others are trusted as
 * well, while an authority takes the place of another.
 */
public final class ClusterAuthority {
  /**
   * A node's certificate is valid for this long, the longest that browsers accept; a node that
   * lives longer makes itself another one (see {@link NodeCertificate#isDue}).
   */
  public static final Duration NODE_VALIDITY = Duration.ofDays(397);

  /** Certificates begin before they are made: the clocks of others may be behind. */
  public static final Duration BEGINS_EARLIER = Duration.ofDays(1);

  /** The time of a certificate that has no end (RFC 5280, section 4.1.2.5). */
  private static final Instant NEVER = Instant.parse("9999-12-31T23:59:59Z");

  private final PrivateKey key;
  private final List<X509Certificate> certificates;

  private ClusterAuthority(PrivateKey key, List<X509Certificate> certificates) {
    this.key = key;
    this.certificates = List.copyOf(certificates);
  }

  /** A new authority, called as its cluster. */
  public static ClusterAuthority create(String cluster, Instant now, SecureRandom random) {
    var pair = newKey(random);
    var subject = new Subject(cluster, pair.getPublic());
    var certificate =
        new CertificateForm(subject, pair.getPrivate(), random)
            .authority(subject, validity(now, NEVER));
    return new ClusterAuthority(pair.getPrivate(), List.of(certificate));
  }

  /** The same file, with a new authority if it has none. */
  public static KeyFile completed(KeyFile file, Instant now, SecureRandom random) {
    if (file.authority().isPresent()) return file;
    var made = create(file.cluster(), now, random).held();
    return file.withAuthority(made.key().bytes(), made.certificates().get(0).der());
  }

  /**
   * The authority that a key file holds; throws an IllegalArgumentException with the reason if it
   * is none.
   */
  public static ClusterAuthority of(Authority held) {
    var parsed =
        held.certificates().stream()
            .map(certificate -> CertificateForm.parsed(certificate.der()))
            .toList();
    if (parsed.stream().anyMatch(certificate -> certificate.getBasicConstraints() < 0))
      throw new IllegalArgumentException("a certificate of it is not that of an authority");
    var authority = new ClusterAuthority(privateKey(held.key().bytes()), parsed);
    authority.checkKey();
    return authority;
  }

  private static PrivateKey privateKey(byte[] pkcs8) {
    try {
      return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("no private key: " + e.getMessage(), e);
    }
  }

  // A key of another certificate would make a node that all others refuse.
  private void checkKey() {
    var probe = new Subject("probe", own().getPublicKey());
    var signed =
        new CertificateForm(probe, key, new SecureRandom())
            .node(probe, List.of(), validity(Instant.EPOCH, NEVER));
    try {
      signed.verify(own().getPublicKey());
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("the key is not that of the first certificate", e);
    }
  }

  private static Validity validity(Instant now, Instant end) {
    return new Validity(now.minus(BEGINS_EARLIER), end);
  }

  private static KeyPair newKey(SecureRandom random) {
    try {
      var generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"), random);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has P-256", e);
    }
  }

  /**
   * The authority that takes the place of this one: its certificates are its own, the same signed
   * by this one, so that a client that knows only this one believes it, and this one's.
   */
  public ClusterAuthority renewed(Instant now, SecureRandom random) {
    var next = create(name(), now, random);
    var own = new Subject(name(), own().getPublicKey());
    var crossed =
        new CertificateForm(own, key, random)
            .authority(new Subject(name(), next.own().getPublicKey()), validity(now, NEVER));
    return new ClusterAuthority(next.key, List.of(next.own(), crossed, own()));
  }

  /** The same without those that it took the place of. */
  public ClusterAuthority alone() {
    return new ClusterAuthority(key, List.of(own()));
  }

  /** A key and a certificate for the node of this name, which others reach at {@code hosts}. */
  public NodeCertificate issue(String node, List<String> hosts, Instant now, SecureRandom random) {
    var pair = newKey(random);
    var own = new Subject(name(), own().getPublicKey());
    var validity = validity(now, now.minus(BEGINS_EARLIER).plus(NODE_VALIDITY));
    var certificate =
        new CertificateForm(own, key, random)
            .node(new Subject(node, pair.getPublic()), hosts, validity);
    var chain = new ArrayList<X509Certificate>(List.of(certificate));
    chain.addAll(certificates);
    return new NodeCertificate(pair.getPrivate(), chain);
  }

  /** The fingerprint of the cluster: the same at all nodes, as long as the authority is. */
  public String fingerprint() {
    return Fingerprint.of(own().getPublicKey());
  }

  /** As a key file holds it. */
  public Authority held() {
    return new Authority(
        Secret.of(key.getEncoded()),
        certificates.stream().map(certificate -> Certificate.of(encoded(certificate))).toList());
  }

  /** The certificates of authorities whose nodes are believed. */
  List<X509Certificate> trusted() {
    return certificates;
  }

  private static byte[] encoded(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException(e);
    }
  }

  private X509Certificate own() {
    return certificates.get(0);
  }

  private String name() {
    return CertificateNames.commonName(own()).orElse("parley");
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ClusterAuthority that
        && certificates.equals(that.certificates)
        && key.equals(that.key);
  }

  @Override
  public int hashCode() {
    return certificates.hashCode();
  }
}
