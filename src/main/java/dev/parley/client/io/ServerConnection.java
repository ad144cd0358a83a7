package dev.parley.client.io;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a server: lines in both directions, read by a thread of its own. Input after
 * {@link #close} is dropped.
 */
public final class ServerConnection {
  static final int CONNECT_TIMEOUT_MS = 2_000;

  /** A list of a hundred thousand people fits; no server sends a longer line. */
  static final int MAX_LINE_CHARS = 4 << 20;

  /** The receiver of the events; called on the link's own thread. */
  interface Listener {
    void onConnected(ServerConnection link);

    void onLine(ServerConnection link, String line);

    void onLost(ServerConnection link);

    /** The server is not one to which this client may connect, for this reason. */
    void onRefused(ServerConnection link, String sentence);
  }

  private final String server;
  private final Listener listener;
  private final Encryption encryption;
  private final Socket socket = new Socket();
  private volatile Socket stream = socket; // with the encryption, if there is one

  private ServerConnection(String server, Encryption encryption, Listener listener) {
    this.server = server;
    this.encryption = encryption;
    this.listener = listener;
  }

  static ServerConnection dial(String server, Encryption encryption, Listener listener) {
    var link = new ServerConnection(server, encryption, listener);
    var thread = new Thread(link::run, "link to " + server);
    thread.setDaemon(true);
    thread.start();
    return link;
  }

  private void run() {
    try (socket) {
      socket.setTcpNoDelay(true);
      socket.setKeepAlive(true);
      socket.connect(address(server), CONNECT_TIMEOUT_MS);
      stream = encryption.over(socket, server);
      listener.onConnected(this);
      var reader =
          new BufferedReader(
              new InputStreamReader(stream.getInputStream(), StandardCharsets.UTF_8));
      for (var line = next(reader); line != null; line = next(reader)) listener.onLine(this, line);
    } catch (Encryption.Refused e) {
      listener.onRefused(this, e.sentence());
    } catch (IOException | IllegalArgumentException e) {
      // The listener is notified below, whatever the cause.
    }
    listener.onLost(this);
  }

  /** Null at the end; a line that is too long ends the connection, for no server sends one. */
  private static @Nullable String next(BufferedReader reader) throws IOException {
    var line = new StringBuilder();
    for (int next = reader.read(); next >= 0; next = reader.read()) {
      if (next == '\n') return line.toString();
      if (line.length() == MAX_LINE_CHARS) throw new IOException("a line without end");
      line.append((char) next);
    }
    return null;
  }

  /** {@code host:port}; throws {@link IllegalArgumentException} for anything else. */
  public static InetSocketAddress address(String server) {
    int colon = server.lastIndexOf(':');
    if (colon < 1 || !server.substring(colon + 1).matches("\\d{1,5}"))
      throw new IllegalArgumentException(
          "'" + server + "' is not HOST:PORT, such as 127.0.0.1:1111.");
    var host = server.substring(0, colon).replace("[", "").replace("]", "");
    return new InetSocketAddress(host, Integer.parseInt(server.substring(colon + 1)));
  }

  /** Whether nobody can read on the way to the server: it is encrypted, or on this machine. */
  boolean isPrivate() {
    return stream instanceof SSLSocket || socket.getInetAddress().isLoopbackAddress();
  }

  /** The reader reports a failed write as the loss of the link. */
  void write(String line) {
    try {
      OutputStream out = stream.getOutputStream();
      out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
      out.flush();
    } catch (IOException e) {
      close();
    }
  }

  void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // It is closed.
    }
  }
}
