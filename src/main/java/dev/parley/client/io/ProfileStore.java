package dev.parley.client.io;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.parley.chat.model.UserName;
import dev.parley.client.core.History;
import dev.parley.client.core.Profile;
import dev.parley.client.core.StoredMessage;
import dev.parley.files.PrivateFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The state that a client keeps between its runs, in a directory of its own for each cluster and
 * user that only its owner can read. One process at a time has it; a second one of the same user
 * works without stored state.
 */
public final class ProfileStore implements AutoCloseable {
  private static final String PROFILE = "client.json";
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private final Path directory;
  private final Optional<FileChannel> lock;
  private final ConversationLog log;
  private Optional<String> warning = Optional.empty();

  private ProfileStore(Path directory, Optional<FileChannel> lock) {
    this.directory = directory;
    this.lock = lock;
    log = new ConversationLog(directory.resolve("conversations.jsonl"));
  }

  /** The notebook of {@code name}; throws {@link IOException} if it cannot be kept there. */
  static ProfileStore open(Path home, String cluster, UserName name) throws IOException {
    var ofCluster = home.resolve(fileName(cluster));
    var directory = ofCluster.resolve(name.key());
    for (var path : List.of(home, ofCluster, directory)) PrivateFiles.createDirectories(path);
    PrivateFiles.narrow(directory);
    return new ProfileStore(directory, lock(directory));
  }

  // A cluster's name may hold any character.
  private static String fileName(String cluster) {
    return cluster.matches("[A-Za-z0-9_-]+")
        ? cluster
        : "x" + HexFormat.of().formatHex(cluster.getBytes(StandardCharsets.UTF_8));
  }

  private static Optional<FileChannel> lock(Path directory) throws IOException {
    var channel =
        PrivateFiles.open(
            directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = null;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      // The same process has it.
    }
    if (lock != null) return Optional.of(channel);
    channel.close();
    return Optional.empty();
  }

  /** False if another process has the notebook: then nothing is kept. */
  public boolean isOurs() {
    return lock.isPresent();
  }

  Path directory() {
    return directory;
  }

  /** A warning for the user, if there is one. */
  public Optional<String> warning() {
    return warning;
  }

  /**
   * Returns the profile that was saved last; a fresh one with {@code client} as its id if there is
   * none.
   */
  Profile profile(String name, String client) throws IOException {
    var fresh = Profile.fresh(name, client);
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(directory.resolve(PROFILE));
    } catch (NoSuchFileException newHere) {
      return fresh;
    }
    try {
      var saved = MAPPER.readValue(bytes, Profile.class);
      // Its ticket is good for both, its numbers for one.
      return isOurs() ? saved : saved.withoutMessages(client);
    } catch (IOException notAProfile) {
      return isOurs() ? setAside(fresh) : fresh;
    }
  }

  private Profile setAside(Profile fresh) throws IOException {
    var aside = directory.resolve(PROFILE + ".unreadable");
    Files.move(directory.resolve(PROFILE), aside, StandardCopyOption.REPLACE_EXISTING);
    warning =
        Optional.of(
            "The saved state in "
                + directory.resolve(PROFILE)
                + " cannot be read: it was put aside as "
                + aside.getFileName()
                + ", and messages that waited in it will not be sent.");
    return fresh;
  }

  /** On disk as a whole or not at all. */
  void save(Profile profile) {
    if (!isOurs()) return;
    try {
      var next = directory.resolve(PROFILE + ".new");
      PrivateFiles.createFile(next);
      Files.write(next, MAPPER.writeValueAsBytes(profile));
      Files.move(
          next,
          directory.resolve(PROFILE),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  History history() throws IOException {
    return log.read(isOurs());
  }

  void add(StoredMessage message) {
    if (isOurs()) log.add(message);
  }

  void addDelivered(String msg) {
    if (isOurs()) log.addDelivered(msg);
  }

  void addReceived(String msg) {
    if (isOurs()) log.addReceived(msg);
  }

  void addReturned(String msg) {
    if (isOurs()) log.addReturned(msg);
  }

  @Override
  public void close() throws IOException {
    if (lock.isPresent()) lock.get().close();
  }
}
