package dev.parley.command;

import dev.parley.tls.AuthorityTrust;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** Connects to servers of the cluster whose authority has a fingerprint, and to nobody else. */
final class ClusterSockets extends SSLSocketFactory {
  private final SSLSocketFactory sockets;

  ClusterSockets(String own) {
    this.sockets =
        AuthorityTrust.sockets(
            (fingerprint, vouchers) -> fingerprint.equals(own) || vouchers.contains(own));
  }

  private static Socket prepared(Socket socket) {
    if (socket instanceof SSLSocket encrypted) AuthorityTrust.prepare(encrypted);
    return socket;
  }

  @Override
  public Socket createSocket(Socket plain, String host, int port, boolean autoClose)
      throws IOException {
    return prepared(sockets.createSocket(plain, host, port, autoClose));
  }

  @Override
  public Socket createSocket() throws IOException {
    return prepared(sockets.createSocket());
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return prepared(sockets.createSocket(host, port));
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress from, int fromPort)
      throws IOException {
    return prepared(sockets.createSocket(host, port, from, fromPort));
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return prepared(sockets.createSocket(host, port));
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort)
      throws IOException {
    return prepared(sockets.createSocket(host, port, from, fromPort));
  }

  @Override
  public String[] getDefaultCipherSuites() {
    return sockets.getDefaultCipherSuites();
  }

  @Override
  public String[] getSupportedCipherSuites() {
    return sockets.getSupportedCipherSuites();
  }
}
