package dev.parley.store;

import dev.parley.config.StoreSettings;
import dev.parley.files.DiskRoom;
import dev.parley.files.PrivateFiles;
import dev.parley.time.MonotonicClock;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.sqlite.ProgressHandler;

/**
 * Copies the store of a running node: all of one moment, into a file in the data directory, on a
 * thread of its own. The writer goes on meanwhile. The copy is made by a reader, which keeps
 * SQLite's log from beginning anew, so it has a limit in time; and it is written at a limited rate
 * and to the disk in small steps, since a commit waits for what the disk has to write before. It
 * has no remains of what was deleted. One copy at a time; safe for several threads.
 */
public final class StoreCopier {
  /** In the data directory: a copy is there until it is fetched. */
  public static final String DIRECTORY = "backup";

  /** In that directory. */
  public static final String FILE = SqlStore.FILE;

  /** Twice what an ordinary disk needs at this rate; the log of SQLite grows all the time. */
  private static final long PATIENCE_MS = 10 * 60_000L;

  private static final long BYTES_PER_SECOND = 32L << 20;

  /** What a commit may find before it in the queue of the disk: some ten milliseconds. */
  private static final long SYNC_BYTES = 4L << 20;

  /** Instructions of SQLite's machine between two looks at all this: some dozens of rows. */
  private static final int LOOK_EVERY = 200;

  private static final int SECOND_MS = 1_000;

  private static final String OF_A_SERVER =
      "This node keeps accounts and mail in PostgreSQL, which 'parley backup' does not copy: stop"
          + " the node, copy its database by pg_dump and its data directory beside that, and start"
          + " it again.";

  private static final String OF_NOTHING =
      "This node keeps accounts and mail in memory only (parley.store = none): make the backup of"
          + " a server that keeps them.";

  /** How far a copy is. */
  public enum State {
    NONE,
    RUNNING,
    DONE,
    FAILED
  }

  /** {@code reason}: a sentence, of a copy that failed. */
  public record Progress(State state, long bytes, String reason) {
    static final Progress NONE = new Progress(State.NONE, 0, "");
  }

  private final Path data;
  private final DiskRoom room;
  private final Optional<String> refusal;
  private Progress progress = Progress.NONE;
  private volatile boolean isUnwanted;

  StoreCopier(Path data, DiskRoom room, Optional<String> refusal) {
    this.data = data;
    this.room = room;
    this.refusal = refusal;
  }

  /** Of the store of a node; a copy that an earlier life left is deleted. */
  public static StoreCopier of(Path data, StoreSettings store) {
    if (!store.isKept()) return none();
    if (!store.isInDataDirectory()) return refusing(OF_A_SERVER);
    var copier = new StoreCopier(data, DiskRoom.at(data), Optional.empty());
    copier.discard();
    return copier;
  }

  /** Of a node that keeps nothing. */
  public static StoreCopier none() {
    return refusing(OF_NOTHING);
  }

  private static StoreCopier refusing(String sentence) {
    return new StoreCopier(Path.of(""), () -> 0, Optional.of(sentence));
  }

  /** The reason why this node makes no copies at all. */
  public Optional<String> refusal() {
    return refusal;
  }

  /** Begins a copy, in place of one that was not fetched; false if one is being made. */
  public synchronized boolean begin() {
    if (progress.state() == State.RUNNING) return false;
    isUnwanted = false;
    progress = new Progress(State.RUNNING, 0, "");
    var thread = new Thread(this::run, "backup");
    thread.setDaemon(true);
    thread.start();
    return true;
  }

  public synchronized Progress progress() {
    return progress;
  }

  private synchronized void note(Progress now) {
    progress = now;
  }

  /** The copy is fetched, or not wanted any more: deletes it, and ends one that is being made. */
  public synchronized void discard() {
    isUnwanted = true;
    // One that is being made deletes its file itself.
    if (progress.state() == State.RUNNING) return;
    progress = Progress.NONE;
    delete();
  }

  private Path file() {
    return data.resolve(DIRECTORY).resolve(FILE);
  }

  private void delete() {
    try {
      Files.deleteIfExists(file());
      Files.deleteIfExists(data.resolve(DIRECTORY).resolve(FILE + "-journal"));
      Files.deleteIfExists(data.resolve(DIRECTORY));
    } catch (IOException e) {
      // It is for its owner alone, and the next copy takes its place.
    }
  }

  // Whatever ends it: a copy that seems to run for ever would be the last one.
  private void run() {
    try {
      long bytes = copy();
      done(bytes);
    } catch (Throwable e) {
      delete();
      note(new Progress(State.FAILED, 0, sentence(e)));
    }
  }

  /** It may have become unwanted after the last look. */
  private synchronized void done(long bytes) throws IOException {
    if (isUnwanted) throw unwanted();
    progress = new Progress(State.DONE, bytes, "");
  }

  private static IOException unwanted() {
    return new IOException("The copy was not wanted any more.");
  }

  private static String sentence(Throwable cause) {
    return cause instanceof IOException && cause.getMessage() != null
        ? cause.getMessage()
        : "The store could not be copied (" + cause.getMessage() + ").";
  }

  private long copy() throws IOException, SQLException {
    delete();
    PrivateFiles.createDirectories(data.resolve(DIRECTORY));
    room.require(Files.size(data.resolve(SqlStore.FILE)));
    // SQLite takes an empty file as none, and leaves it its rights.
    PrivateFiles.createFile(file());
    try (var synced = FileChannel.open(file(), StandardOpenOption.WRITE);
        var connection = SqlDialect.SQLITE.connect("jdbc:sqlite:" + data.resolve(SqlStore.FILE));
        var vacuum = connection.prepareStatement("vacuum into ?")) {
      var pace = new Pace(synced);
      ProgressHandler.setHandler(connection, LOOK_EVERY, pace);
      vacuum.setString(1, file().toString());
      try {
        vacuum.executeUpdate();
      } catch (SQLException e) {
        throw pace.problem.orElseThrow(() -> new IOException(sentence(e), e));
      }
      synced.force(true);
      tidy(connection);
      return synced.size();
    }
  }

  /**
   * What the log of SQLite could not give to the database during the copy: otherwise the next
   * commit would do all of that.
   */
  private static void tidy(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute("pragma wal_checkpoint(passive)");
    }
  }

  /** Slows the copy down, and ends it where it must not go on. */
  private final class Pace extends ProgressHandler {
    private final FileChannel written;
    private final long beganMs = MonotonicClock.nowMs();
    private long syncedBytes;
    private Optional<IOException> problem = Optional.empty();

    Pace(FileChannel written) {
      this.written = written;
    }

    /** Anything but 0 ends the statement. Called from native code, which no exception may leave. */
    @Override
    protected int progress() {
      try {
        look();
        return 0;
      } catch (IOException e) {
        problem = Optional.of(e);
        return 1;
      } catch (InterruptedException e) {
        problem = Optional.of(new IOException("The copy was interrupted.", e));
        return 1;
      }
    }

    private void look() throws IOException, InterruptedException {
      if (isUnwanted) throw unwanted();
      long tookMs = MonotonicClock.nowMs() - beganMs;
      if (tookMs > PATIENCE_MS)
        throw new IOException(
            "The copy took longer than %d minutes: is the disk very slow?"
                .formatted(PATIENCE_MS / 60 / SECOND_MS));
      long bytes = written.size();
      if (bytes - syncedBytes < SYNC_BYTES) return;
      room.require(0);
      written.force(false);
      syncedBytes = bytes;
      note(new Progress(State.RUNNING, bytes, ""));
      long dueMs = bytes * SECOND_MS / BYTES_PER_SECOND;
      if (dueMs > tookMs) Thread.sleep(dueMs - tookMs);
    }
  }
}
