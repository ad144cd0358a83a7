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
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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
  private static final String TEXT = "x".repeat(100);
  private static final long WARM_UP_NANOS = 4_000_000_000L;
  private static final long MEASURED_NANOS = 6_000_000_000L;

  private StoreFigure() {}

  static void run(Path directory) throws IOException {
    for (int group : new int[] {109, 10}) {
      var data = directory.resolve("group" + group);
      try (var identity = NodeIdentity.open(data, "bench", 1111, new SplittableRandom(1));
          var store = SqlStore.open(data, new SqlStore.Owner("bench", identity.node()), identity)) {
        store.load();
        measure("store", group, true, store);
      }
      try (var file = new PlainFile(directory.resolve("log" + group))) {
        measure("plain file", group, true, file);
      }
    }
    var data = directory.resolve("kept");
    try (var identity = NodeIdentity.open(data, "bench", 1111, new SplittableRandom(1));
        var store = SqlStore.open(data, new SqlStore.Owner("bench", identity.node()), identity)) {
      store.load();
      measure("store, nobody reads", 109, false, store);
    }
  }

  private static void measure(String what, int group, boolean isRead, ChatStore store)
      throws IOException {
    var load = new Load(store, group, isRead);
    load.run(WARM_UP_NANOS);
    load.latencies.clear();
    long messages = load.messages;
    long cpu = load.cpuNanos;
    long written = writtenBytes();
    double seconds = load.run(MEASURED_NANOS);
    long count = load.messages - messages;
    Samples.print(
        what + ", " + group + " messages a commit",
        String.format(
            Locale.ROOT,
            "\"perSecond\":%.0f,\"cpuMicrosPerMessage\":%.1f,\"diskBytesPerMessage\":%.0f,"
                + "\"commitMs\":%s,\"longestStepMs\":%.1f",
            count / seconds,
            (load.cpuNanos - cpu) / 1e3 / count,
            (double) (writtenBytes() - written) / count,
            load.latencies(),
            load.longestStepNanos / 1e6));
  }

  /** What this process has handed to the disk. */
  private static long writtenBytes() throws IOException {
    for (var line : Files.readAllLines(Path.of("/proc/self/io"))) {
      if (line.startsWith("write_bytes: ")) return Long.parseLong(line.substring(13).strip());
    }
    throw new IOException("no write_bytes");
  }

  /** One thread that does what the replica and the journal do for these messages. */
  private static final class Load {
    private final ChatStore store;
    private final int group;
    private final boolean isRead;
    private final ChatState state = ChatState.tracked();
    private final MemberId node = new MemberId("n-1111-5cdcc8eb", 1_795_955_609_578L);
    final List<Long> latencies = new java.util.ArrayList<>();
    long messages;
    long cpuNanos;
    long longestStepNanos;
    private long acknowledged;

    Load(ChatStore store, int group, boolean isRead) {
      this.store = store;
      this.group = group;
      this.isRead = isRead;
    }

    double run(long nanos) {
      longestStepNanos = 0;
      long begin = System.nanoTime();
      while (System.nanoTime() - begin < nanos) commit();
      return (System.nanoTime() - begin) / 1e9;
    }

    private void commit() {
      while (isRead && acknowledged < messages) acknowledge(++acknowledged);
      for (int i = 0; i < group; i++) send(++messages);
      var changes = state.takeChanges();
      var delivered = VersionVector.EMPTY.with(node, messages);
      long cpu = cpu();
      long before = System.nanoTime();
      store.commit(new ChatStore.Commit(changes, delivered));
      latencies.add(System.nanoTime() - before);
      if (store.hasStep()) {
        before = System.nanoTime();
        store.step();
        longestStepNanos = Math.max(longestStepNanos, System.nanoTime() - before);
      }
      cpuNanos += cpu() - cpu;
    }

    String latencies() {
      var sorted = latencies.stream().sorted().toList();
      return String.format(
          Locale.ROOT,
          "[%.2f,%.2f,%.2f]",
          sorted.get(sorted.size() / 2) / 1e6,
          sorted.get(sorted.size() * 99 / 100) / 1e6,
          sorted.get(sorted.size() - 1) / 1e6);
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
    private final FileChannel channel;
    private CheckpointPlan plan = new CheckpointPlan(CheckpointLimits.DEFAULT);

    PlainFile(Path file) throws IOException {
      channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      // Written before: a commit does not change the length of the file.
      channel.write(ByteBuffer.allocate((int) (2 * CheckpointLimits.DEFAULT.bytes())));
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
