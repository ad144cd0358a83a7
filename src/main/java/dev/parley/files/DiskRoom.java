package dev.parley.files;

import java.io.IOException;
import java.nio.file.Path;

/** The room that a disk has left, for copies that must not take the last of it from a node. */
public interface DiskRoom {
  /**
   * A copy leaves so much: the commits of a node that writes on the same disk find room for some
   * minutes, in which an operator can be told.
   */
  long RESERVE_BYTES = 64L << 20;

  /** In bytes; whoever writes must not expect more. 0 where the system does not say. */
  long free();

  static DiskRoom at(Path directory) {
    // Not of Files.getFileStore, which looks for a mount point: in a chroot there may be none.
    return () -> directory.toFile().getUsableSpace();
  }

  /** Fails, with a sentence, if {@code bytes} more would touch the reserve. */
  default void require(long bytes) throws IOException {
    long left = free();
    if (left - RESERVE_BYTES >= bytes) return;
    throw new IOException(
        "The disk has %d MiB left, this needs %d MiB, and %d MiB stay free for the node: make room."
            .formatted(mib(left), mib(bytes) + 1, mib(RESERVE_BYTES)));
  }

  private static long mib(long bytes) {
    return bytes >> 20;
  }
}
