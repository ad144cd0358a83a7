package dev.parley.bench;

import dev.parley.chat.ChatEvent.MailAcknowledged;
import dev.parley.chat.ChatEvent.MailSent;
import dev.parley.chat.ChatEvent.StreamMark;
import dev.parley.chat.ChatState;
import dev.parley.chat.model.ClaimPair;
import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.MessageId;
import dev.parley.chat.model.UserName;
import dev.parley.it.Cluster;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.VersionVector;
import dev.parley.replica.ChatStore;
import dev.parley.store.NodeIdentity;
import dev.parley.store.SqlStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * How long a server that comes with an empty archive needs until it has what the others keep of
 * messages that were read, and what those notice of it who write 300 messages a second meanwhile.
 */
final class CatchUpFigure {
  private static final int MESSAGES = Integer.getInteger("parley.bench.archived", 200_000);
  private static final int EACH = 10;
  private static final int COMMIT = 5_000;
  private static final int WARM_UP_S = 60;
  private static final int GIVE_UP_S = 300;
  private static final String TEXT = "x".repeat(100);

  private CatchUpFigure() {}

  static void run(Path directory) throws IOException {
    try (var cluster = new Cluster(directory)) {
      int port = Cluster.freePort();
      fill(directory.resolve(Integer.toString(port)), cluster.name(), port);
      var first = cluster.start(port);
      var second = cluster.start();
      cluster.awaitView(first, second);
      RawClient.register(port, "sender");
      RawClient.register(port, "receiver");
      RawClient.register(port, "asker");
      awaitComplete(second.port());
      try (var traffic = new SteadyTraffic(port, second.port())) {
        TimeUnit.SECONDS.sleep(WARM_UP_S);
        traffic.latencies();
        TimeUnit.SECONDS.sleep(20);
        Samples.print("accepted before a server catches up", traffic.latencies().fields());
        long before = System.nanoTime();
        var third = cluster.start();
        double ready = (System.nanoTime() - before) / 1e6;
        cluster.awaitView(first, second, third);
        traffic.latencies();
        awaitComplete(third.port());
        double complete = (System.nanoTime() - before) / 1e6;
        Samples.print(
            "accepted while a server catches up with %d".formatted(MESSAGES),
            traffic.latencies().fields()
                + String.format(
                    Locale.ROOT, ",\"readyMs\":%.0f,\"completeMs\":%.0f", ready, complete));
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  /** A page of history says whether the server lacks nothing that another has. */
  private static void awaitComplete(int port) throws IOException, InterruptedException {
    try (var client = new RawClient(port)) {
      client.login("asker");
      for (int i = 0; i < GIVE_UP_S * 4; i++) {
        var page = client.ask("{\"op\":\"history\",\"id\":\"h\",\"with\":\"receiver\"}", "history");
        if (page.path("complete").asBoolean()) return;
        TimeUnit.MILLISECONDS.sleep(250);
      }
      throw new IOException("not complete within " + GIVE_UP_S + " s");
    }
  }

  /** Ten messages for each user, of one other, all read. */
  private static void fill(Path data, String cluster, int port) throws IOException {
    var state = ChatState.tracked();
    var node = new MemberId("n-1111-5cdcc8eb", 1_795_955_609_578L);
    try (var identity = NodeIdentity.open(data, cluster, port, new SplittableRandom(1));
        var store = SqlStore.open(data, new SqlStore.Owner(cluster, identity.node()), identity)) {
      store.load();
      var marks = new ArrayList<MailAcknowledged>();
      for (int sent = 0; sent < MESSAGES; sent++) {
        var to = UserName.of("user" + sent / EACH);
        var stream = new ClientStream(UserName.of("from" + sent / EACH), "c");
        var id = new MessageId(stream, 1 + sent % EACH);
        var mail = new Mail(id, to, TEXT, System.currentTimeMillis(), sent + 1);
        state.apply(new MailSent(mail.withClock(VersionVector.EMPTY.with(node, sent + 1))));
        if (sent % EACH == EACH - 1)
          marks.add(new MailAcknowledged(to, List.of(new StreamMark(stream, EACH, ClaimPair.ANY))));
        if ((sent + 1) % COMMIT != 0) continue;
        var delivered = VersionVector.EMPTY.with(node, sent + 1);
        store.commit(new ChatStore.Commit(state.takeChanges(), delivered));
        marks.forEach(state::apply);
        marks.clear();
        store.commit(new ChatStore.Commit(state.takeChanges(), delivered));
      }
      while (store.hasStep()) store.step();
    }
  }
}
