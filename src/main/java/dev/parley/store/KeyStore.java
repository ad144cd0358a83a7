package dev.parley.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.parley.config.ConfigProblem;
import dev.parley.files.PrivateFiles;
import dev.parley.security.KeyFile;
import dev.parley.security.KeyFileFormat;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * The file with the cluster's key. It is made as a whole or not at all: of two nodes that start at
 * the same moment, one makes it and the other reads it.
 */
public final class KeyStore {
  private final KeyPlace place;
  private final String cluster;

  private KeyStore(KeyPlace place, String cluster) {
    this.place = place;
    this.cluster = cluster;
  }

  /**
   * The place of the key of a node of {@code cluster}: {@code given} by the operator, or found. A
   * ConfigProblem if there is none for a node that is not on loopback.
   */
  public static KeyStore find(
      Optional<Path> given,
      String cluster,
      boolean isLoopback,
      Map<String, String> environment,
      String home) {
    return new KeyStore(KeyPlace.of(given, cluster, isLoopback, environment, home), cluster);
  }

  /** At {@code file}, for the commands that change it. */
  public static KeyStore at(Path file, String cluster) {
    return new KeyStore(new KeyPlace(file.toAbsolutePath(), false, false), cluster);
  }

  public Path file() {
    return place.file();
  }

  /** The key; {@code draw} makes one where a node may make it. A ConfigProblem if there is none. */
  public KeyFile open(RandomGenerator random, Supplier<KeyFile> draw) {
    if (place.isMade() && !Files.exists(file())) make(random, draw);
    return readOwn();
  }

  /** The present content of the file of a node, which no other cluster's file may replace. */
  public KeyFile readOwn() {
    var key = read();
    if (!key.cluster().equals(cluster))
      throw new ConfigProblem(
          "The key file %s is that of the cluster '%s', not of '%s': give the right --key or --cluster."
              .formatted(file(), key.cluster(), cluster));
    return key;
  }

  /** The file's present content, whatever cluster it is for. */
  public KeyFile read() {
    try {
      checkMode();
      if (Files.size(file()) > KeyFileFormat.MAX_BYTES) throw unusable("it is no key file");
      var parsed = KeyFileFormat.parse(new String(Files.readAllBytes(file()), UTF_8));
      if (parsed instanceof KeyFile.Parsed.Ok ok) return ok.file();
      throw unusable(((KeyFile.Parsed.Refused) parsed).reason());
    } catch (NoSuchFileException e) {
      throw unusable("there is none; ./run-node.sh --new-key FILE makes one");
    } catch (IOException e) {
      throw unusable(e.toString());
    }
  }

  /** Says that the file is of no use, and why. */
  public ConfigProblem unusable(String reason) {
    return new ConfigProblem("The key file " + file() + " cannot be used: " + reason + ".");
  }

  private void checkMode() throws IOException {
    if (place.isSecretOfSystem()) return;
    var problem = SecretRights.problem(file());
    if (problem.isPresent()) throw unusable(problem.get());
  }

  /** A file that is there already stays. Returns false then. */
  public boolean make(RandomGenerator random, Supplier<KeyFile> draw) {
    try {
      var directory = directory();
      PrivateFiles.createWithParents(directory);
      var fresh = write(random, draw.get());
      try {
        // Unlike a move, a link never replaces the file of another node.
        Files.createLink(file(), fresh);
        PrivateFiles.sync(directory);
        return true;
      } catch (FileAlreadyExistsException e) {
        return false;
      } finally {
        Files.delete(fresh);
      }
    } catch (IOException | UnsupportedOperationException e) {
      throw new ConfigProblem(
          "The key file %s cannot be made (%s): say where it may be with --key FILE, and make it with ./run-node.sh --new-key FILE."
              .formatted(file(), e));
    }
  }

  /** Puts {@code changed} in the place of the file, as a whole. */
  public void replace(RandomGenerator random, KeyFile changed) {
    try {
      var fresh = write(random, changed);
      try {
        if (PrivateFiles.hasRights(fresh)) keepReaders(fresh);
        Files.move(
            fresh, file(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(fresh);
      }
      PrivateFiles.sync(directory());
    } catch (IOException e) {
      throw new ConfigProblem("The key file %s cannot be written (%s).".formatted(file(), e));
    }
  }

  /** Who reads the present file reads {@code fresh}, where the system lets this process say so. */
  private void keepReaders(Path fresh) {
    try {
      var present = Files.readAttributes(file(), PosixFileAttributes.class);
      var view = Files.getFileAttributeView(fresh, PosixFileAttributeView.class);
      var made = view.readAttributes();
      if (!made.group().equals(present.group())) view.setGroup(present.group());
      if (!made.owner().equals(present.owner())) view.setOwner(present.owner());
      view.setPermissions(present.permissions());
    } catch (IOException e) {
      // Then it is its owner's alone, as each file that is made here.
    }
  }

  private Path directory() {
    var directory = file().getParent();
    return directory == null ? Path.of("/") : directory;
  }

  /** A new file beside the key file, on disk when this returns. */
  private Path write(RandomGenerator random, KeyFile key) throws IOException {
    var name = "." + file().getFileName() + "." + HexFormat.of().toHexDigits(random.nextLong());
    var fresh = directory().resolve(name);
    try {
      var content = KeyFileFormat.write(key).getBytes(UTF_8);
      PrivateFiles.write(fresh, content, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    } catch (IOException e) {
      Files.deleteIfExists(fresh);
      throw e;
    }
    return fresh;
  }
}
