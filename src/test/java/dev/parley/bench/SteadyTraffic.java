package dev.parley.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * 300 messages a second of one user, "sender", to another, "receiver", who reads them; both are
 * registered before.
 */
final class SteadyTraffic implements AutoCloseable {
  private static final long PAUSE_NANOS = 1_000_000_000L / 300;
  private static final String TEXT = "x".repeat(100);

  private final RawClient sender;
  private final RawClient receiver;
  private final ConcurrentHashMap<Long, Long> sentNanos = new ConcurrentHashMap<>();
  private final AtomicLong worstNanos = new AtomicLong();
  private volatile Latencies latencies = new Latencies();
  private volatile boolean isOver;

  SteadyTraffic(int port, int receiverPort) throws IOException {
    sender = new RawClient(port);
    sender.login("sender");
    receiver = new RawClient(receiverPort);
    receiver.login("receiver");
    thread("write", this::write);
    thread("accepted", this::awaitAccepted);
    thread("read", this::read);
  }

  private interface Work {
    void run() throws IOException;
  }

  private void thread(String name, Work work) {
    var thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException e) {
                if (!isOver) throw new UncheckedIOException(e);
              }
            },
            name);
    thread.setDaemon(true);
    thread.start();
  }

  private void write() throws IOException {
    long next = System.nanoTime();
    for (long seq = 1; !isOver; seq++) {
      sentNanos.put(seq, System.nanoTime());
      sender.write(
          String.format(
              Locale.ROOT,
              "{\"op\":\"send\",\"id\":\"%d\",\"seq\":%d,\"to\":\"receiver\",\"text\":\"%s\"}",
              seq,
              seq,
              TEXT));
      next += PAUSE_NANOS;
      LockSupport.parkNanos(next - System.nanoTime());
    }
  }

  private void awaitAccepted() throws IOException {
    long last = System.nanoTime();
    while (!isOver) {
      var accepted = sender.await("accepted");
      long now = System.nanoTime();
      var sent = sentNanos.remove(accepted.path("re").asLong());
      if (sent != null) latencies.add(now - sent);
      worstNanos.accumulateAndGet(now - last, Math::max);
      last = now;
    }
  }

  private void read() throws IOException {
    for (int n = 1; !isOver; n++) {
      while (!receiver.readLine().startsWith("{\"ev\":\"message\"")) {}
      if (n % 16 == 0) receiver.write("{\"op\":\"ack\",\"n\":" + n + "}");
    }
  }

  /** The longest time without an accepted message since the last call, in ms. */
  double worst() {
    return worstNanos.getAndSet(0) / 1e6;
  }

  /** From a message to its answer, since the last call. */
  Latencies latencies() {
    var measured = latencies;
    latencies = new Latencies();
    return measured;
  }

  @Override
  public void close() throws IOException {
    isOver = true;
    sender.close();
    receiver.close();
  }
}
