package dev.parley.store.record;

import dev.parley.config.RecordSettings;
import dev.parley.files.NarrowedRights;
import dev.parley.files.PrivateFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * The files of a record: the one that is written, and those before it, which have the numbers 1
 * (the latest), 2 and so on behind their names. One more than there may be is deleted. Used by one
 * thread.
 */
final class RecordParts {
  private final RecordSettings settings;
  private long written;

  RecordParts(RecordSettings settings) {
    this.settings = settings;
  }

  /** Appends to the file of the last start, or makes one. */
  OutputStream open() throws IOException {
    var file = settings.file();
    NarrowedRights.narrow(List.of(file));
    var channel = PrivateFiles.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    written = Files.isRegularFile(file) ? channel.size() : Long.MIN_VALUE;
    return new Counted(Channels.newOutputStream(channel));
  }

  /** Whether the next line belongs into a new file; of what is no file, such as a pipe, never. */
  boolean isFull() {
    return written >= settings.bytes();
  }

  /** The file was closed: opens the next one. */
  OutputStream next() throws IOException {
    Files.deleteIfExists(number(settings.files() - 1));
    for (int i = settings.files() - 2; i >= 0; i--)
      if (Files.exists(number(i)))
        Files.move(number(i), number(i + 1), StandardCopyOption.REPLACE_EXISTING);
    return open();
  }

  private Path number(int part) {
    var file = settings.file();
    return part == 0 ? file : file.resolveSibling(file.getFileName() + "." + part);
  }

  private final class Counted extends OutputStream {
    private final OutputStream out;

    Counted(OutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
      out.write(b);
      written++;
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      out.write(bytes, from, length);
      written += length;
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }
}
