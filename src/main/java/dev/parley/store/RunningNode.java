package dev.parley.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.parley.files.PrivateFiles;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Properties;

/**
 * Where the node of a data directory answers its operator: written when it is ready, for commands
 * on the same machine. It stays when the node is killed, so nobody may answer there.
 *
 * @param page of the API, such as {@code http://127.0.0.1:21111}
 * @param client the address for clients
 * @param fingerprint of the cluster's authority, where the page is encrypted
 */
public record RunningNode(URI page, String client, Optional<String> fingerprint) {
  public static final String FILE = "running.properties";

  private static final String FRESH = FILE + ".new";

  /** The last node that was ready in {@code data}; nothing if there was none, or it cannot say. */
  public static Optional<RunningNode> of(Path data) throws IOException {
    var file = data.resolve(FILE);
    if (!Files.exists(file)) return Optional.empty();
    var stored = new Properties();
    stored.load(new StringReader(Files.readString(file)));
    var page = Optional.ofNullable(stored.getProperty("page"));
    return page.map(
        address ->
            new RunningNode(
                URI.create(address),
                stored.getProperty("client", ""),
                Optional.ofNullable(stored.getProperty("fingerprint"))));
  }

  /** Replaces what {@code data} says. */
  public void write(Path data) throws IOException {
    var text = new StringBuilder("# Where this node answers the commands of its operator.\n");
    text.append("page=").append(page).append('\n').append("client=").append(client).append('\n');
    fingerprint.ifPresent(of -> text.append("fingerprint=").append(of).append('\n'));
    var fresh = data.resolve(FRESH);
    PrivateFiles.write(
        fresh,
        text.toString().getBytes(UTF_8),
        StandardOpenOption.CREATE,
        StandardOpenOption.TRUNCATE_EXISTING,
        StandardOpenOption.WRITE);
    Files.move(
        fresh,
        data.resolve(FILE),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }
}
