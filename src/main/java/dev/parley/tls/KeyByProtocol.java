package dev.parley.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Shows our own client, which knows the cluster's authority, the certificate that the node made
 * itself, and all others that of the operator. For a node that serves.
 */
final class KeyByProtocol extends X509ExtendedKeyManager {
  private static final String MADE = "made";
  private static final String GIVEN = "given";

  private final NodeCertificate made;
  private final NodeCertificate given;

  KeyByProtocol(NodeCertificate made, NodeCertificate given) {
    this.made = made;
    this.given = given;
  }

  private NodeCertificate of(String alias) {
    return alias.equals(MADE) ? made : given;
  }

  private @Nullable String ifOfKind(String kind, String alias) {
    return of(alias).key().getAlgorithm().equals(kind) ? alias : null;
  }

  /** What the client asked for is known here: its hello is read before a certificate is chosen. */
  @Override
  public @Nullable String chooseEngineServerAlias(
      String kind, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    boolean isOurs =
        engine != null && NodeTls.CLIENT_PROTOCOL.equals(engine.getHandshakeApplicationProtocol());
    return ifOfKind(kind, isOurs ? MADE : GIVEN);
  }

  @Override
  public X509Certificate[] getCertificateChain(String alias) {
    return of(alias).chain().toArray(X509Certificate[]::new);
  }

  @Override
  public PrivateKey getPrivateKey(String alias) {
    return of(alias).key();
  }

  @Override
  public @Nullable String chooseServerAlias(
      String kind, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return ifOfKind(kind, GIVEN);
  }

  @Override
  public String @Nullable [] getServerAliases(String kind, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public String @Nullable [] getClientAliases(String kind, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] kinds, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return null;
  }
}
