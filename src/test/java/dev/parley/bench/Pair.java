package dev.parley.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/** A sender that keeps so many messages unaccepted, and a receiver that acknowledges them. */
final class Pair {
  private static final String TEXT = "x".repeat(100);

  /** A receiver acknowledges so many together, as a busy client does. */
  private static final int ACKNOWLEDGE_EVERY = 8;

  private final Socket sender;
  private final Socket receiver;
  private final String to;
  private final int inFlight;
  private final AtomicLong accepted = new AtomicLong();
  private final AtomicLong shown = new AtomicLong();
  private long seq;

  Pair(int fromPort, int toPort, String from, String to, int inFlight, CountDownLatch ready)
      throws IOException {
    this.to = to;
    this.inFlight = inFlight;
    this.receiver = login(toPort, to);
    this.sender = login(fromPort, from);
    ready.countDown();
  }

  private static Socket login(int port, String name) throws IOException {
    var socket = new Socket();
    socket.setTcpNoDelay(true);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5_000);
    write(
        socket.getOutputStream(),
        "{\"op\":\"login\",\"id\":\"1\",\"name\":\"%s\",\"password\":\"correct horse %s\",\"client\":\"c-%s\"}\n"
            .formatted(name, name, name));
    return socket;
  }

  void start() {
    thread(sender, this::onSenderLine);
    thread(receiver, this::onReceiverLine);
  }

  private interface LineHandler {
    void onLine(String line, OutputStream out) throws IOException;
  }

  private static void thread(Socket socket, LineHandler handler) {
    var thread = new Thread(() -> read(socket, handler), "bench");
    thread.setDaemon(true);
    thread.start();
  }

  private static void read(Socket socket, LineHandler handler) {
    try (var in =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
      var out = socket.getOutputStream();
      for (var line = in.readLine(); line != null; line = in.readLine()) handler.onLine(line, out);
    } catch (IOException e) {
      // The measurement is over.
    }
  }

  private void onSenderLine(String line, OutputStream out) throws IOException {
    if (line.startsWith("{\"ev\":\"welcome\"")) {
      var first = new StringBuilder();
      for (int i = 0; i < inFlight; i++) first.append(next());
      write(out, first.toString());
    } else if (line.startsWith("{\"ev\":\"accepted\"")) {
      accepted.incrementAndGet();
      write(out, next());
    } else if (line.startsWith("{\"ev\":\"error\"")) {
      throw new IOException(line);
    }
  }

  private String next() {
    seq++;
    return "{\"op\":\"send\",\"id\":\"%d\",\"seq\":%d,\"to\":\"%s\",\"text\":\"%s\"}\n"
        .formatted(seq, seq, to, TEXT);
  }

  private void onReceiverLine(String line, OutputStream out) throws IOException {
    if (!line.startsWith("{\"ev\":\"message\"")) return;
    long n = shown.incrementAndGet();
    if (inFlight == 1 || n % ACKNOWLEDGE_EVERY == 0)
      write(out, "{\"op\":\"ack\",\"n\":" + n + "}\n");
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  long accepted() {
    return accepted.get();
  }

  long shown() {
    return shown.get();
  }

  void close() {
    try {
      sender.close();
      receiver.close();
    } catch (IOException e) {
      // The measurement is over.
    }
  }
}
