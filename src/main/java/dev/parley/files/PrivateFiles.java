package dev.parley.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/**
 * Makes directories and files that only their owner may use, whatever the umask is, and takes the
 * rights of others from those that exist. On a file system without such rights, which protects its
 * files in another way, nothing is changed.
 */
public final class PrivateFiles {
  private static final Set<PosixFilePermission> DIRECTORY =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");

  /**
   * A directory with this bit is shared by its users on purpose, as the one for temporary files.
   */
  private static final int STICKY = 01000;

  /** What {@link #narrow} found and did. */
  public enum Narrowed {
    WAS_PRIVATE,
    NOW_PRIVATE,
    /** Others have rights, and this user may not or should not take them away. */
    STAYS_WIDE
  }

  private PrivateFiles() {}

  /** Creates what is missing of {@code directory}; the rights of one that exists stay. */
  public static void createDirectories(Path directory) throws IOException {
    if (Files.isDirectory(directory)) return;
    var parent = directory.toAbsolutePath().getParent();
    if (parent != null) Files.createDirectories(parent);
    try {
      Files.createDirectory(directory, attributes(directory, DIRECTORY));
    } catch (FileAlreadyExistsException e) {
      // Another process made it a moment ago.
      if (!Files.isDirectory(directory)) throw e;
    }
  }

  /** The same; what is missing above {@code directory} is private as well. */
  public static void createWithParents(Path directory) throws IOException {
    var parent = directory.toAbsolutePath().getParent();
    if (parent != null && !Files.isDirectory(parent)) createWithParents(parent);
    createDirectories(directory);
  }

  /** Opens {@code file} as {@link FileChannel#open}; one that is created is private at once. */
  public static FileChannel open(Path file, OpenOption... options) throws IOException {
    return FileChannel.open(file, Set.of(options), attributes(file, FILE));
  }

  /**
   * Writes {@code content} to a file that is opened for it with {@code options}; on disk when this
   * returns, but for its name (see {@link #sync}).
   */
  public static void write(Path file, byte[] content, OpenOption... options) throws IOException {
    try (var channel = open(file, options)) {
      var bytes = ByteBuffer.wrap(content);
      while (bytes.hasRemaining()) channel.write(bytes);
      channel.force(true);
    }
  }

  /** The names in {@code directory} are on disk when this returns: a move survives a crash then. */
  public static void sync(Path directory) throws IOException {
    try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Creates an empty file; one that exists stays as it is. */
  public static void createFile(Path file) throws IOException {
    try {
      Files.createFile(file, attributes(file, FILE));
    } catch (FileAlreadyExistsException e) {
      // Its content counts.
    }
  }

  private static FileAttribute<?>[] attributes(Path path, Set<PosixFilePermission> rights) {
    return hasRights(path)
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(rights)}
        : new FileAttribute<?>[0];
  }

  /** Whether the file system of {@code path} has an owner, a group and others. */
  public static boolean hasRights(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  /**
   * Takes the rights of others from a directory or a regular file. Anything else is left alone: a
   * record may be written to /dev/null.
   */
  public static Narrowed narrow(Path path) {
    try {
      boolean isDirectory = Files.isDirectory(path);
      if (!isDirectory && !Files.isRegularFile(path)) return Narrowed.WAS_PRIVATE;
      var view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
      if (view == null) return Narrowed.WAS_PRIVATE;
      var rights = EnumSet.noneOf(PosixFilePermission.class);
      rights.addAll(view.readAttributes().permissions());
      if (!rights.retainAll(DIRECTORY)) return Narrowed.WAS_PRIVATE;
      if (isDirectory && isShared(path)) return Narrowed.STAYS_WIDE;
      view.setPermissions(rights);
      return Narrowed.NOW_PRIVATE;
    } catch (IOException e) {
      // The owner is another: a volume that was given to this user's group, say.
      return Narrowed.STAYS_WIDE;
    }
  }

  private static boolean isShared(Path directory) throws IOException {
    if (!directory.getFileSystem().supportedFileAttributeViews().contains("unix")) return false;
    return ((Integer) Files.getAttribute(directory, "unix:mode") & STICKY) != 0;
  }
}
