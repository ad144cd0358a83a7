package dev.parley.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/**
 * What a client remembers between its runs, in a directory of its own for each cluster and user
 * that only its owner can read. One process at a time has it; a second one of the same user works
 * without memory.
 */
final class Notebook implements AutoCloseable {
  /** When the file holds more lines than this, only those that count are kept. */
  private static final int MAX_LINES = 4 * History.MAX_LETTERS;

  private static final String PROFILE = "client.json";
  private static final String CONVERSATIONS = "conversations.jsonl";
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private final Path directory;
  private final Optional<FileChannel> lock;

  private Notebook(Path directory, Optional<FileChannel> lock) {
    this.directory = directory;
    this.lock = lock;
  }

  /** The notebook of {@code name}; throws {@link IOException} if it cannot be kept there. */
  static Notebook open(Path home, String cluster, String name) throws IOException {
    var directory = home.resolve(fileName(cluster)).resolve(name.toLowerCase(Locale.ROOT));
    Files.createDirectories(directory);
    restrict(directory, "rwx------");
    return new Notebook(directory, lock(directory));
  }

  // A cluster's name may hold any character.
  private static String fileName(String cluster) {
    return cluster.matches("[A-Za-z0-9_-]+")
        ? cluster
        : "x" + HexFormat.of().formatHex(cluster.getBytes(StandardCharsets.UTF_8));
  }

  private static void restrict(Path path, String rights) throws IOException {
    try {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(rights));
    } catch (UnsupportedOperationException e) {
      // A file system without such rights protects the user's home in another way.
    }
  }

  private static Optional<FileChannel> lock(Path directory) throws IOException {
    var channel =
        FileChannel.open(
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
  boolean isOurs() {
    return lock.isPresent();
  }

  Path directory() {
    return directory;
  }

  /** What was saved last; a fresh profile with {@code client} as its id if there is none. */
  Profile profile(String name, String client) {
    var fresh = Profile.fresh(name, client);
    try {
      var saved = MAPPER.readValue(directory.resolve(PROFILE).toFile(), Profile.class);
      if (isOurs()) return saved;
      // Its ticket is good for both, its numbers for one.
      return new Profile(
          client,
          name,
          saved.ticket(),
          saved.password(),
          fresh.nextSeq(),
          fresh.nextNumber(),
          fresh.drafts(),
          saved.servers());
    } catch (IOException e) {
      return fresh; // new here, or unreadable: the servers know what counts
    }
  }

  /** On disk as a whole or not at all. */
  void save(Profile profile) {
    if (!isOurs()) return;
    try {
      var next = directory.resolve(PROFILE + ".new");
      Files.writeString(next, "");
      restrict(next, "rw-------");
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

  History history() {
    var history = new History();
    int lines = 0;
    endLastLine();
    try (var read = Files.lines(directory.resolve(CONVERSATIONS), StandardCharsets.UTF_8)) {
      for (var line : (Iterable<String>) read::iterator) {
        recall(line, history);
        lines++;
      }
    } catch (IOException | UncheckedIOException e) {
      // New here, or cut off in the middle of a character: what was read counts.
    }
    if (lines > MAX_LINES && isOurs()) rewrite(history);
    return history;
  }

  /** A process that was killed may have left half a line: the next one must not join it. */
  private void endLastLine() {
    var file = directory.resolve(CONVERSATIONS);
    if (!isOurs() || !Files.exists(file)) return;
    try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
      var last = ByteBuffer.allocate(1);
      if (channel.size() == 0 || channel.read(last, channel.size() - 1) < 1) return;
      if (last.get(0) != '\n') append("\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void recall(String line, History history) {
    try {
      JsonNode node = MAPPER.readTree(line);
      if (node.has("delivered")) history.delivered(node.path("delivered").asText());
      else if (node.has("peer")) history.add(MAPPER.treeToValue(node, Letter.class));
    } catch (JsonProcessingException e) {
      // The last line of a process that was killed may be half.
    }
  }

  private void rewrite(History history) {
    try {
      var next = directory.resolve(CONVERSATIONS + ".new");
      var text = new StringBuilder();
      for (var letter : history.letters()) text.append(line(letter));
      for (var msg : history.delivered()) text.append(line(msg));
      Files.writeString(next, text);
      restrict(next, "rw-------");
      Files.move(
          next,
          directory.resolve(CONVERSATIONS),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void add(Letter letter) {
    append(line(letter));
  }

  void addDelivered(String msg) {
    append(line(msg));
  }

  private static String line(Letter letter) {
    return MAPPER.<ObjectNode>valueToTree(letter) + "\n";
  }

  private static String line(String deliveredMsg) {
    return JsonNodeFactory.instance.objectNode().put("delivered", deliveredMsg) + "\n";
  }

  private void append(String line) {
    if (!isOurs()) return;
    try {
      var file = directory.resolve(CONVERSATIONS);
      boolean isNew = !Files.exists(file);
      Files.writeString(
          file,
          line,
          StandardOpenOption.CREATE,
          StandardOpenOption.WRITE,
          StandardOpenOption.APPEND);
      if (isNew) restrict(file, "rw-------");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    if (lock.isPresent()) lock.get().close();
  }
}
