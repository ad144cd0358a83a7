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
import dev.parley.config.HistorySettings;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.VersionVector;
import dev.parley.replica.ChatStore;
import dev.parley.store.NodeIdentity;
import dev.parley.store.SqlStore;
import dev.parley.store.log.CheckpointLimits;
import dev.parley.store.log.CheckpointPlan;
import dev.parley.wire.CommitCodec;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;

/**
 * What a commit costs, without a node around it: messages between 50 pairs that are acknowledged in
 * the next commit, in groups as a busy node has them, in the store of the product and in a plain
 * file with its own fsync. Of the file only the log is there: no tables, so its checkpoint is free.
 */
final class StoreFigure {
  private static final int PAIRS = 50;
  private static final HistorySettings KEPT = new HistorySettings(Duration.ofDays(90), 10_000);
  private static final String TEXT = "x".repeat(100);

  /** Begins a checkpoint, and nearly another one. */
  private static final int LOGGED = 80_000;

  private static final long WARM_UP_NANOS = 4_000_000_000L;
  private static final long MEASURED_NANOS = 6_000_000_000L;

  private StoreFigure() {}

  static void run(Path directory) throws IOException {
    for (int group : new int[] {109, 10}) {
      measure(directory.resolve("group" + group), "store", group, HistorySettings.NONE);
      measure(directory.resolve("archive" + group), "store with archive", group, KEPT);
      try (var file = new PlainFile(directory.resolve("log" + group))) {
        measure("plain file", group, file);
      }
    }
    start(directory.resolve("kept"), 100_000, HistorySettings.NONE);
    start(directory.resolve("full"), 470_000, HistorySettings.NONE);
    start(directory.resolve("archive"), 470_000, KEPT);
  }

  private static void measure(Path data, String what, int group, HistorySettings history)
      throws IOException {
    try (var identity = NodeIdentity.open(data, "bench", 1111, new SplittableRandom(1));
        var store = open(data, identity, history)) {
      store.load();
      measure(what, group, store);
    }
  }

  private static SqlStore open(Path data, NodeIdentity identity, HistorySettings history) {
    return SqlStore.open(data, new SqlStore.Owner("bench", identity.node()), identity, history);
  }

  /** Mail that nobody reads: in the tables, then as much more as the log takes; then a start. */
  private static void start(Path data, int waiting, HistorySettings history) throws IOException {
    var commits = "";
    try (var identity = NodeIdentity.open(data, "bench", 1111, new SplittableRandom(1));
        var store = open(data, identity, history)) {
      store.load();
      var load = new Load(store, 109, false);
      load.sendMany(waiting);
      long end = load.messages + LOGGED;
      while (load.messages < end) load.commit();
      commits =
          String.format(
              Locale.ROOT,
              "\"commitMs\":%s,\"stepMs\":%s",
              latencies(load.commitNanos),
              latencies(load.stepNanos));
    }
    try (var identity = NodeIdentity.open(data, "bench", 1111, new SplittableRandom(1));
        var store = open(data, identity, history)) {
      long before = System.nanoTime();
      long cpu = Load.cpu();
      int found = store.load().state().mails().size();
      Samples.print(
          "start with " + found + " waiting messages" + (history.isKept() ? ", archive" : ""),
          String.format(
              Locale.ROOT,
              "\"readMs\":%.0f,\"readCpuMs\":%.0f,%s",
              (System.nanoTime() - before) / 1e6,
              (Load.cpu() - cpu) / 1e6,
              commits));
    }
  }

  private static void measure(String what, int group, ChatStore store) {
    var load = new Load(store, group, true);
    load.run(WARM_UP_NANOS);
    load.commitNanos.clear();
    long messages = load.messages;
    long cpu = load.cpuNanos;
    long written = Samples.diskBytes("self");
    double seconds = load.run(MEASURED_NANOS);
    long count = load.messages - messages;
    Samples.print(
        what + ", " + group + " messages a commit",
        String.format(
            Locale.ROOT,
            "\"perSecond\":%.0f,\"cpuMicrosPerMessage\":%.1f,\"diskBytesPerMessage\":%.0f,"
                + "\"commitMs\":%s",
            count / seconds,
            (load.cpuNanos - cpu) / 1e3 / count,
            (double) (Samples.diskBytes("self") - written) / count,
            latencies(load.commitNanos)));
  }

  /** Half of them, 99 % and all took at most this long. */
  private static String latencies(List<Long> nanos) {
    var sorted = nanos.stream().sorted().toList();
    return String.format(
        Locale.ROOT,
        "[%.2f,%.2f,%.2f]",
        sorted.get(sorted.size() / 2) / 1e6,
        sorted.get(sorted.size() * 99 / 100) / 1e6,
        sorted.get(sorted.size() - 1) / 1e6);
  }

  /** One thread that does what the replica and the journal do for these messages. */
  private static final class Load {
    private final int group;
    private final boolean isRead;
    private final ChatState state = ChatState.tracked();
    private final MemberId node = new MemberId("n-1111-5cdcc8eb", 1_795_955_609_578L);
    final List<Long> commitNanos = new ArrayList<>();
    final List<Long> stepNanos = new ArrayList<>();
    private final ChatStore store;
    long messages;
    long cpuNanos;
    private long acknowledged;

    Load(ChatStore store, int group, boolean isRead) {
      this.store = store;
      this.group = group;
      this.isRead = isRead;
    }

    double run(long nanos) {
      long begin = System.nanoTime();
      while (System.nanoTime() - begin < nanos) commit();
      return (System.nanoTime() - begin) / 1e9;
    }

    /** All in one commit, which goes to the tables. */
    void sendMany(int count) {
      for (int i = 0; i < count; i++) send(++messages);
      var delivered = VersionVector.EMPTY.with(node, messages);
      store.commit(new ChatStore.Commit(state.takeChanges(), delivered));
    }

    void commit() {
      while (isRead && acknowledged < messages) acknowledge(++acknowledged);
      for (int i = 0; i < group; i++) send(++messages);
      var changes = state.takeChanges();
      var delivered = VersionVector.EMPTY.with(node, messages);
      long cpu = cpu();
      long before = System.nanoTime();
      store.commit(new ChatStore.Commit(changes, delivered));
      commitNanos.add(System.nanoTime() - before);
      if (store.hasStep()) {
        before = System.nanoTime();
        store.step();
        stepNanos.add(System.nanoTime() - before);
      }
      cpuNanos += cpu() - cpu;
    }

    private static long cpu() {
      return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private MessageId id(long message) {
      var sender = UserName.of("sender" + message % PAIRS);
      return new MessageId(new ClientStream(sender, "client-of-" + sender), 1 + message / PAIRS);
    }

    private UserName receiver(long message) {
      // More than fits one mailbox, where nobody reads.
      return UserName.of("receiver" + message % PAIRS + (isRead ? "" : "-" + message / 200_000));
    }

    private void send(long message) {
      var mail =
          new Mail(id(message), receiver(message), TEXT, message, message, ClaimPair.UNKNOWN);
      var clock = VersionVector.EMPTY.with(node, message).with(new MemberId("n-2", 7), message);
      state.apply(new MailSent(mail.withClock(clock)));
    }

    private void acknowledge(long message) {
      var id = id(message);
      var mark = new StreamMark(id.stream(), id.seq(), ClaimPair.ANY);
      state.apply(new MailAcknowledged(receiver(message), List.of(mark)));
    }
  }

  /** A log of its own, without tables: begun again where a checkpoint would have been made. */
  private static final class PlainFile implements ChatStore {
    private static final int PAGE = 4_096;

    private final FileChannel channel;
    private CheckpointPlan plan = new CheckpointPlan(CheckpointLimits.DEFAULT);

    PlainFile(Path file) throws IOException {
      channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      // Written before, page by page: a commit does not change the length of the file, and a page
      // that it changes is not part of a large one that is written as a whole.
      for (long left = 2 * CheckpointLimits.DEFAULT.bytes(); left > 0; left -= PAGE)
        channel.write(ByteBuffer.allocate(PAGE));
      channel.force(true);
      channel.position(0);
    }

    @Override
    public Kept load() {
      throw new AssertionError("nothing is read");
    }

    @Override
    public void commit(Commit commit) {
      var record = plan.record(commit);
      var content = CommitCodec.encode(record, plan::has);
      var crc = new CRC32C();
      crc.update(content, 0, content.length);
      var row = ByteBuffer.allocate(content.length + 20);
      row.putLong(plan.next()).putInt(content.length).putLong(crc.getValue()).put(content).flip();
      try {
        while (row.hasRemaining()) channel.write(row);
        channel.force(false);
        plan.onAppended(record, content.length);
        if (!plan.hasStep()) return;
        plan = new CheckpointPlan(CheckpointLimits.DEFAULT);
        channel.position(0);
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }

    @Override
    public void close() {
      try {
        channel.close();
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
  }
}
