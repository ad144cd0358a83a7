package dev.parley.transport.clients;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import javax.net.SocketFactory;
import javax.net.ssl.SSLSocketFactory;

/** A client on a real socket, blocking; it gives up waiting after ten seconds. */
public final class LoopbackClient implements AutoCloseable {
  private static final int PATIENCE_MS = 10_000;

  private final Socket socket;

  public LoopbackClient(int port) throws IOException {
    this(new Socket(InetAddress.getLoopbackAddress(), port));
  }

  /** With TLS, as {@code sockets} make it. */
  public static LoopbackClient encrypted(int port, SocketFactory sockets) throws IOException {
    return new LoopbackClient(sockets.createSocket(InetAddress.getLoopbackAddress(), port));
  }

  /** From another address of this machine. */
  public static LoopbackClient from(String local, int port) throws IOException {
    return new LoopbackClient(
        new Socket(InetAddress.getLoopbackAddress(), port, InetAddress.getByName(local), 0));
  }

  /** The same connection, with TLS from here on. */
  public LoopbackClient encrypted(SSLSocketFactory sockets) throws IOException {
    return new LoopbackClient(sockets.createSocket(socket, "127.0.0.1", socket.getPort(), true));
  }

  private LoopbackClient(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(PATIENCE_MS);
    socket.setTcpNoDelay(true);
  }

  public LoopbackClient send(String text) throws IOException {
    return send(text.getBytes(UTF_8));
  }

  public LoopbackClient send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    return this;
  }

  /** Sends a JSON line, written with single quotes. */
  public LoopbackClient json(String line) throws IOException {
    return send(line.replace('\'', '"') + "\n");
  }

  /** The next line with its end, or what came before the end of the stream. */
  public String line() throws IOException {
    var line = new ByteArrayOutputStream();
    for (int next = socket.getInputStream().read();
        next >= 0;
        next = socket.getInputStream().read()) {
      line.write(next);
      if (next == '\n') break;
    }
    return line.toString(UTF_8);
  }

  /** Reads lines up to and including {@code expected}, which stands without its end. */
  public void skipTo(String expected) throws IOException {
    for (var line = line(); !line.strip().equals(expected); line = line()) {
      assertThat(line).as("still waiting for '%s'", expected).isNotEmpty();
    }
  }

  /** Everything up to the end of the stream. */
  public byte[] rest() throws IOException {
    return socket.getInputStream().readAllBytes();
  }

  public String restAsText() throws IOException {
    return new String(rest(), UTF_8);
  }

  int available() throws IOException {
    return socket.getInputStream().available();
  }

  public byte[] bytes(int count) throws IOException {
    return socket.getInputStream().readNBytes(count);
  }

  public LoopbackClient endInput() throws IOException {
    socket.shutdownOutput();
    return this;
  }

  /** Ends as a killed process with unread data does. */
  public void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  /** Says whether the server says nothing, and does not close, for so long. */
  public boolean isSilentFor(Duration time) throws IOException {
    socket.setSoTimeout((int) time.toMillis());
    try {
      socket.getInputStream().read();
      return false;
    } catch (SocketTimeoutException silent) {
      return true;
    } finally {
      socket.setSoTimeout(PATIENCE_MS);
    }
  }
}
