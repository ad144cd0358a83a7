package dev.parley.store.backup;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.parley.config.ConfigProblem;
import dev.parley.files.DiskRoom;
import dev.parley.files.PrivateFiles;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * One file with a node's database and a {@link BackupManifest}: a zip, so that other programs can
 * look into it. It appears under its name when it is whole and on the disk, and never before.
 */
public final class BackupFile {
  private static final String DATABASE = "chat.db";
  private static final String MANIFEST = "manifest.json";

  /** Some hundreds of bytes are usual; a foreign file must not fill the memory. */
  private static final int MAX_MANIFEST_BYTES = 64 << 10;

  /** Between two looks at the room on the disk. */
  private static final int PIECE_BYTES = 1 << 20;

  private final Path file;
  private final BackupManifest manifest;

  private BackupFile(Path file, BackupManifest manifest) {
    this.file = file;
    this.manifest = manifest;
  }

  public BackupManifest manifest() {
    return manifest;
  }

  // Writing.

  /**
   * Writes {@code database} to {@code target}, which must not exist. Returns what it says of
   * itself. If that fails, at whatever moment, there is no {@code target}.
   */
  public static BackupManifest write(
      Path target, Path database, BackupManifest.Origin origin, DiskRoom room) throws IOException {
    var absolute = target.toAbsolutePath();
    if (Files.exists(absolute)) throw new FileAlreadyExistsException(absolute.toString());
    var part = absolute.resolveSibling(absolute.getFileName() + ".part");
    Files.deleteIfExists(part);
    // Where the process is asked to end meanwhile.
    part.toFile().deleteOnExit();
    try {
      var written = writePart(part, database, origin, room);
      Files.move(part, absolute, StandardCopyOption.ATOMIC_MOVE);
      sync(absolute);
      return written;
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private static void sync(Path written) throws IOException {
    var directory = written.getParent();
    if (directory != null) PrivateFiles.sync(directory);
  }

  private static BackupManifest writePart(
      Path part, Path database, BackupManifest.Origin origin, DiskRoom room) throws IOException {
    try (var channel =
        PrivateFiles.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      var zip = new ZipOutputStream(new BufferedOutputStream(Channels.newOutputStream(channel)));
      zip.setLevel(Deflater.BEST_SPEED);
      zip.putNextEntry(new ZipEntry(DATABASE));
      var manifest = copy(database, zip, origin, room);
      zip.closeEntry();
      zip.putNextEntry(new ZipEntry(MANIFEST));
      zip.write(manifest.text().getBytes(UTF_8));
      zip.closeEntry();
      zip.finish();
      zip.flush();
      channel.force(true);
      return manifest;
    }
  }

  private static BackupManifest copy(
      Path database, OutputStream to, BackupManifest.Origin origin, DiskRoom room)
      throws IOException {
    var digest = sha256();
    try (var in = new DigestInputStream(Files.newInputStream(database), digest)) {
      long bytes = copy(in, to, Long.MAX_VALUE, room);
      return new BackupManifest(origin, bytes, HexFormat.of().formatHex(digest.digest()));
    }
  }

  /** At most {@code max} bytes and a piece more; returns how many. */
  private static long copy(InputStream in, OutputStream to, long max, DiskRoom room)
      throws IOException {
    var piece = new byte[PIECE_BYTES];
    long bytes = 0;
    for (int read = in.read(piece); read >= 0 && bytes <= max; read = in.read(piece)) {
      room.require(read);
      to.write(piece, 0, read);
      bytes += read;
    }
    return bytes;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }

  // Reading.

  /** A backup that {@link #write} has made; of anything else a {@link ConfigProblem} says so. */
  public static BackupFile open(Path file) {
    if (!Files.isRegularFile(file))
      throw new ConfigProblem("There is no file " + file + ": give the name of a backup.");
    var text = manifestOf(file);
    var format = BackupManifest.format(text);
    if (format.isPresent() && format.get() > BackupManifest.FORMAT)
      throw new ConfigProblem(
          "The backup "
              + file
              + " was made by a later version of Parley: restore it with that version, or a later"
              + " one.");
    return new BackupFile(
        file, BackupManifest.parse(text).orElseThrow(() -> foreign(file, "its manifest")));
  }

  private static String manifestOf(Path file) {
    try (var zip = new ZipFile(file.toFile());
        var in = in(zip, MANIFEST)) {
      return new String(in.readNBytes(MAX_MANIFEST_BYTES), UTF_8);
    } catch (IOException | IllegalArgumentException e) { // the latter of names in a broken zip
      throw foreign(file, String.valueOf(e.getMessage()));
    }
  }

  private static InputStream in(ZipFile zip, String name) throws IOException {
    var entry = zip.getEntry(name);
    var in = entry == null ? null : zip.getInputStream(entry);
    if (in == null) throw new IOException("there is no " + name + " in it");
    return in;
  }

  private static ConfigProblem foreign(Path file, String why) {
    return new ConfigProblem(
        "The file "
            + file
            + " is no backup of Parley, or is damaged ("
            + why
            + "): give a file that 'parley backup' has made.");
  }

  /**
   * Writes the database to {@code target}, for its owner alone; on the disk when this returns.
   * ConfigProblem if it is not what was saved; what was written then is for the caller to delete.
   */
  public void extract(Path target, DiskRoom room) throws IOException {
    room.require(manifest.bytes());
    var digest = sha256();
    long bytes;
    try (var zip = new ZipFile(file.toFile());
        var in = new DigestInputStream(in(zip, DATABASE), digest);
        var channel =
            PrivateFiles.open(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      bytes = copy(in, Channels.newOutputStream(channel), manifest.bytes(), room);
      channel.force(true);
    } catch (ZipException | EOFException e) {
      throw foreign(file, String.valueOf(e.getMessage()));
    }
    boolean isSaved =
        bytes == manifest.bytes()
            && HexFormat.of().formatHex(digest.digest()).equals(manifest.sha256());
    if (!isSaved) throw foreign(file, "its contents are not what was saved");
  }
}
