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

/**
 * How long others stand still while a server joins a group with much waiting mail, or comes back
 * after it stood still for 5 s: the longest time without an accepted message, of 300 a second.
 */
final class JoinFigure {
  private static final int USERS = Integer.getInteger("parley.bench.users", 47_000);
  private static final int EACH = 10;
  private static final int COMMITS = 47;
  private static final int PATIENCE_S = 90;
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
      long started = System.nanoTime();
      var first = cluster.start(port);
      print(
          "a start with %d messages".formatted(USERS * EACH),
          0,
          (System.nanoTime() - started) / 1e6);
      var second = cluster.start();
      cluster.awaitView(PATIENCE_S, first, second);
      RawClient.register(port, "sender");
      RawClient.register(port, "receiver");
      // The digests are computed by then.
      sleep(5 + USERS / 500);
      try (var traffic = new SteadyTraffic(port, second.port())) {
        sleep(5);
        traffic.worst();
        long before = System.nanoTime();
        var third = cluster.start();
        double ready = (System.nanoTime() - before) / 1e6;
        cluster.awaitView(PATIENCE_S, first, second, third);
        sleep(5);
        print("a joiner takes %d messages".formatted(USERS * EACH), traffic.worst(), ready);
        stop(cluster, traffic, new NodeProcess[] {first, second, third});
      }
    }
  }

  private static void stop(Cluster cluster, SteadyTraffic traffic, NodeProcess[] nodes)
      throws IOException {
    for (int run = 0; run < 3; run++) {
      sleep(3);
      nodes[2].signal("STOP");
      cluster.awaitView(PATIENCE_S, nodes[0], nodes[1]);
      sleep(4);
      traffic.worst();
      long before = System.nanoTime();
      nodes[2].signal("CONT");
      cluster.awaitView(PATIENCE_S, nodes);
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
}
