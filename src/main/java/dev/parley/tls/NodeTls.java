package dev.parley.tls;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * A node's side of TLS: its certificate, which it makes itself with the key of the cluster's
 * authority, keeps in memory only, and makes again at two thirds of its life and when the authority
 * changes. Connections that are open stay as they are. Safe for use by several threads.
 */
public final class NodeTls {
  /** What our own client asks for, by application-layer protocol negotiation (RFC 7301). */
  public static final String CLIENT_PROTOCOL = "parley/1";

  /** The answer to other clients, which need none. */
  private static final String NO_PROTOCOL = "";

  static final String[] VERSIONS = {"TLSv1.3"};

  /** The node that a certificate is for: its name, and where others reach it. */
  public record Owner(String node, List<String> hosts) {
    public Owner {
      hosts = List.copyOf(hosts);
    }
  }

  private record Current(
      ClusterAuthority authority, NodeCertificate certificate, SSLContext members) {}

  /** For clients, where the operator gave a certificate for them. */
  private record Given(NodeCertificate made, NodeCertificate given, SSLContext clients) {}

  private final Supplier<ClusterAuthority> authority;
  private final Owner owner;
  private final InstantSource clock;
  private final SecureRandom random;
  private @Nullable Current current;
  private @Nullable NodeCertificate given;
  private @Nullable Given toClients;

  /** {@code authority} gives that of the moment: a key file may change. */
  public NodeTls(
      Supplier<ClusterAuthority> authority, Owner owner, InstantSource clock, SecureRandom random) {
    this.authority = authority;
    this.owner = owner;
    this.clock = clock;
    this.random = random;
  }

  /** For a connection of another member: it must show a certificate of this cluster. */
  public SSLEngine serveMember() {
    var engine = current().members().createSSLEngine();
    engine.setEnabledProtocols(VERSIONS);
    engine.setUseClientMode(false);
    engine.setNeedClientAuth(true);
    return engine;
  }

  /**
   * For a connection of a client, which shows no certificate. One that asks for {@link
   * #CLIENT_PROTOCOL} knows the cluster's authority; others are shown a certificate of the
   * operator's own, if there is one.
   */
  public SSLEngine serveClient() {
    var engine = clients().createSSLEngine();
    engine.setEnabledProtocols(VERSIONS);
    engine.setUseClientMode(false);
    engine.setHandshakeApplicationProtocolSelector(
        (of, offered) -> offered.contains(CLIENT_PROTOCOL) ? CLIENT_PROTOCOL : NO_PROTOCOL);
    return engine;
  }

  /** For a connection to another member; see {@link #checkIsAt}. */
  public SSLEngine dialMember() {
    // Without a host an engine resumes no earlier session: each proves its certificate anew.
    var engine = current().members().createSSLEngine();
    engine.setEnabledProtocols(VERSIONS);
    engine.setUseClientMode(true);
    return engine;
  }

  /**
   * Throws an IllegalStateException if the member that was dialled at {@code host} has a
   * certificate for other hosts: another node answers there.
   */
  public static void checkIsAt(String host, SSLSession session) {
    try {
      var shown = (X509Certificate) session.getPeerCertificates()[0];
      if (!CertificateNames.isFor(shown, host))
        throw new IllegalStateException("the certificate is not for " + host);
    } catch (SSLPeerUnverifiedException e) {
      throw new IllegalStateException("no certificate was shown", e);
    }
  }

  /** The certificate of the moment. */
  public NodeCertificate certificate() {
    return current().certificate();
  }

  /** The fingerprint of the cluster. */
  public String fingerprint() {
    return current().authority().fingerprint();
  }

  /** From now on this is shown to clients other than our own. */
  public synchronized void show(NodeCertificate given) {
    this.given = given;
  }

  private synchronized SSLContext clients() {
    var made = current();
    var shown = given;
    if (shown == null) return made.members();
    var last = toClients;
    if (last != null && last.made().equals(made.certificate()) && last.given().equals(shown))
      return last.clients();
    var context = context(new KeyByProtocol(made.certificate(), shown), null, random);
    toClients = new Given(made.certificate(), shown, context);
    return context;
  }

  private synchronized Current current() {
    var last = current;
    var now = clock.instant();
    var wanted = authority.get();
    if (last != null && last.authority().equals(wanted) && !last.certificate().isDue(now))
      return last;
    var certificate = wanted.issue(owner.node(), owner.hosts(), now, random);
    var next =
        new Current(
            wanted,
            certificate,
            context(new SingleKey(certificate), new MemberTrust(wanted.trusted()), random));
    current = next;
    return next;
  }

  private static SSLContext context(
      KeyManager keys, @Nullable TrustManager trust, SecureRandom random) {
    try {
      var context = SSLContext.getInstance("TLS");
      context.init(
          new KeyManager[] {keys},
          trust == null ? new TrustManager[0] : new TrustManager[] {trust},
          random);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has TLS", e);
    }
  }
}
