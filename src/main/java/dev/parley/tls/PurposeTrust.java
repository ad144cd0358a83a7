package dev.parley.tls;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * A trust manager with one rule, whatever carries the handshake. Its own check of names and
 * algorithms replaces that of the library, as for every {@link X509ExtendedTrustManager}.
 */
abstract class PurposeTrust extends X509ExtendedTrustManager {
  /** Throws unless the other end, which shows {@code chain}, is believed to do this. */
  abstract void check(X509Certificate @Nullable [] chain, Purpose purpose)
      throws CertificateException;

  @Override
  public final void checkClientTrusted(X509Certificate[] chain, String type)
      throws CertificateException {
    check(chain, Purpose.DIALS);
  }

  @Override
  public final void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    check(chain, Purpose.DIALS);
  }

  @Override
  public final void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    check(chain, Purpose.DIALS);
  }

  @Override
  public final void checkServerTrusted(X509Certificate[] chain, String type)
      throws CertificateException {
    check(chain, Purpose.SERVES);
  }

  @Override
  public final void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    check(chain, Purpose.SERVES);
  }

  @Override
  public final void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    check(chain, Purpose.SERVES);
  }
}
