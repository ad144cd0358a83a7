package dev.parley.bench;

import dev.parley.chat.ChatEvent.MailSent;
import dev.parley.chat.ChatState;
import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.MessageId;
import dev.parley.chat.model.UserName;
import dev.parley.it.Cluster;
import dev.parley.it.NodeProcess;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.VersionVector;
import dev.parley.replica.ChatStore;
import dev.parley.store.NodeIdentity;
import dev.parley.store.SqlStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How long others stand still while a server joins a group with much waiting mail, or comes back
 * after it stood still for 5 s: the longest time without an accepted message, of 300 a second.
 */
final class JoinFigure {
  private static final int USERS = Integer.getInteger("parley.bench.users", 47_000);
  private static final int EACH = 10;
  private static final int COMMITS = 47;
  private static final long PAUSE_NANOS = 1_000_000_000L / 300;
  private static final String TEXT = "x".repeat(100);

  private JoinFigure() {}

  static void run(Path directory) throws IOException {
    try (var cluster =
        new Cluster(
            directory,
            "-Xmx1g",
            "-Dparley.mail.memory=400 MiB",
            "-Dparley.mail.per-sender=0",
            "-Dparley.mail.from-strangers=0")) {
      int port = Cluster.freePort();
      fill(directory.resolve(Integer.toString(port)), cluster.name(), port);
      var first = cluster.start(port);
      var second = cluster.start();
      cluster.awaitView(first, second);
      RawClient.register(port, "sender");
      RawClient.register(port, "receiver");
      // The digests are computed by then.
      sleep(5 + USERS / 500);
      try (var traffic = new Traffic(port, second.port())) {
        sleep(5);
        traffic.worst();
        long before = System.nanoTime();
        var third = cluster.start();
        double ready = (System.nanoTime() - before) / 1e6;
        cluster.awaitView(first, second, third);
        sleep(5);
        print("a joiner takes %d messages".formatted(USERS * EACH), traffic.worst(), ready);
        stop(cluster, traffic, new NodeProcess[] {first, second, third});
      }
    }
  }

  private static void stop(Cluster cluster, Traffic traffic, NodeProcess[] nodes)
      throws IOException {
    for (int run = 0; run < 3; run++) {
      sleep(3);
      nodes[2].signal("STOP");
      cluster.awaitView(nodes[0], nodes[1]);
      sleep(4);
      traffic.worst();
      long before = System.nanoTime();
      nodes[2].signal("CONT");
      cluster.awaitView(nodes);
      double ready = (System.nanoTime() - before) / 1e6;
      sleep(2);
      print("back after 5 s of SIGSTOP", traffic.worst(), ready);
    }
  }

  private static void print(String what, double frozenMs, double readyMs) {
    Samples.print(
        what,
        String.format(
            Locale.ROOT,
            "\"longestWithoutAcceptedMs\":%.0f,\"togetherMs\":%.0f",
            frozenMs,
            readyMs));
  }

  /** Ten messages wait for each user, of ten others. */
  private static void fill(Path data, String cluster, int port) throws IOException {
    var state = ChatState.tracked();
    var node = new MemberId("n-1111-5cdcc8eb", 1_795_955_609_578L);
    try (var identity = NodeIdentity.open(data, cluster, port, new SplittableRandom(1));
        var store = SqlStore.open(data, new SqlStore.Owner(cluster, identity.node()), identity)) {
      store.load();
      for (int sent = 0; sent < USERS * EACH; sent++) {
        var from = UserName.of("user" + sent % USERS);
        var to = UserName.of("user" + (sent % USERS + 1 + sent / USERS) % USERS);
        var id = new MessageId(new ClientStream(from, "client-of-" + from), 1 + sent / USERS);
        var mail = new Mail(id, to, TEXT, System.currentTimeMillis(), sent + 1);
        var clock = VersionVector.EMPTY.with(node, sent + 1).with(new MemberId("n-2", 7), sent + 1);
        state.apply(new MailSent(mail.withClock(clock)));
        if ((sent + 1) % (USERS * EACH / COMMITS) == 0)
          store.commit(
              new ChatStore.Commit(state.takeChanges(), VersionVector.EMPTY.with(node, sent + 1)));
      }
      while (store.hasStep()) store.step();
    }
  }

  private static void sleep(int seconds) throws IOException {
    try {
      TimeUnit.SECONDS.sleep(seconds);
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  /** One user writes to another, who reads. */
  private static final class Traffic implements AutoCloseable {
    private final RawClient sender;
    private final RawClient receiver;
    private final AtomicLong worstNanos = new AtomicLong();
    private volatile boolean isOver;

    Traffic(int port, int receiverPort) throws IOException {
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
                  if (!isOver) throw new java.io.UncheckedIOException(e);
                }
              },
              name);
      thread.setDaemon(true);
      thread.start();
    }

    private void write() throws IOException {
      long next = System.nanoTime();
      for (long seq = 1; !isOver; seq++) {
        sender.write(
            String.format(
                Locale.ROOT,
                "{\"op\":\"send\",\"id\":\"%d\",\"seq\":%d,\"to\":\"receiver\",\"text\":\"%s\"}",
                seq,
                seq,
                TEXT));
        next += PAUSE_NANOS;
        java.util.concurrent.locks.LockSupport.parkNanos(next - System.nanoTime());
      }
    }

    private void awaitAccepted() throws IOException {
      long last = System.nanoTime();
      while (!isOver) {
        sender.await("accepted");
        long now = System.nanoTime();
        long gap = now - last;
        worstNanos.accumulateAndGet(gap, Math::max);
        last = now;
      }
    }

    private void read() throws IOException {
      for (int n = 1; !isOver; n++) {
        while (!receiver.readLine().startsWith("{\"ev\":\"message\"")) {}
        if (n % 16 == 0) receiver.write("{\"op\":\"ack\",\"n\":" + n + "}");
      }
    }

    /** Since the last call, in ms. */
    double worst() {
      return worstNanos.getAndSet(0) / 1e6;
    }

    @Override
    public void close() throws IOException {
      isOver = true;
      sender.close();
      receiver.close();
    }
  }
}
