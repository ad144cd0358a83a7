package dev.parley.store;

import dev.parley.config.ConfigProblem;
import dev.parley.files.PrivateFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Properties;

/**
 * A node's data directory: locked for one process at a time, with one small file that is replaced
 * as a whole, so that a crash at any moment leaves the old content or the new.
 */
final class NodeDirectory implements AutoCloseable {
  static final String LOCK = "lock";
  static final String FILE = "node.properties";
  static final String NEW_FILE = "node.properties.new";

  /** The contents were read, and were not written by a node. */
  static final class Damaged extends ConfigProblem {
    private static final long serialVersionUID = 1;

    Damaged(String sentence) {
      super(sentence);
    }
  }

  private final Path directory;
  private final FileChannel lockChannel;

  /** Held while the process lives; the operating system gives it up with the process. */
  @SuppressWarnings("unused")
  private final FileLock lock;

  private NodeDirectory(Path directory, FileChannel lockChannel, FileLock lock) {
    this.directory = directory;
    this.lockChannel = lockChannel;
    this.lock = lock;
  }

  /** Creates the directory if it is not there; refused while another process has it. */
  static NodeDirectory open(Path directory) {
    try {
      PrivateFiles.createDirectories(directory);
      var channel =
          PrivateFiles.open(
              directory.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      var lock = tryLock(channel);
      if (lock.isEmpty()) {
        channel.close();
        throw new ConfigProblem(
            "Another node is running with the data directory "
                + directory
                + ": stop it, or give this one another with --data.");
      }
      DirectoryRights.narrow(directory);
      return new NodeDirectory(directory, channel, lock.get());
    } catch (IOException e) {
      throw new ConfigProblem(
          "The data directory " + directory + " cannot be used (" + e + "): check its rights.");
    }
  }

  private static Optional<FileLock> tryLock(FileChannel channel) throws IOException {
    try {
      return Optional.ofNullable(channel.tryLock());
    } catch (OverlappingFileLockException e) {
      return Optional.empty();
    }
  }

  /** The stored properties; nothing in a fresh directory. */
  Optional<Properties> read() {
    var file = directory.resolve(FILE);
    if (!Files.exists(file)) return Optional.empty();
    try {
      var properties = new Properties();
      properties.load(new StringReader(Files.readString(file)));
      return Optional.of(properties);
    } catch (CharacterCodingException | IllegalArgumentException e) {
      throw new Damaged(
          "The file " + file + " cannot be read (" + e.getMessage() + "). " + Pairing.WAYS_ON);
    } catch (IOException e) {
      throw new ConfigProblem(
          "The file " + file + " cannot be read (" + e + "): check its rights and its disk.");
    }
  }

  /** Returns when the new content is durable. */
  void write(Properties properties) throws IOException {
    var bytes = new ByteArrayOutputStream();
    properties.store(bytes, "The identity of a Parley node. Never copy it to another node.");
    var fresh = directory.resolve(NEW_FILE);
    PrivateFiles.write(
        fresh,
        bytes.toByteArray(),
        StandardOpenOption.CREATE,
        StandardOpenOption.TRUNCATE_EXISTING,
        StandardOpenOption.WRITE);
    Files.move(
        fresh,
        directory.resolve(FILE),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
    // The rename itself must survive too.
    PrivateFiles.sync(directory);
  }

  Path path() {
    return directory;
  }

  @Override
  public void close() throws IOException {
    lockChannel.close();
  }
}
