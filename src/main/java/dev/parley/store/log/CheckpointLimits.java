package dev.parley.store.log;

/**
 * How long the log of a store may become. A checkpoint begins when the log has {@code rows} rows or
 * {@code bytes} bytes that are in no table, and each of its transactions writes {@code step} rows,
 * or twice what was committed since the last one if that is more: so the log stops growing before
 * it has twice as much.
 */
public record CheckpointLimits(int rows, long bytes, int step) {
  /**
   * Eight megabytes are 40,000 messages of a line, and are read in a tenth of a second at a start;
   * a busy node fills them in some seconds, in which nearly everything that came is gone again.
   * 10,000 rows are as much of commits with few messages. A transaction of 500 rows takes about as
   * long as waiting for the disk does, and a commit may have to wait for one.
   */
  public static final CheckpointLimits DEFAULT = new CheckpointLimits(10_000, 8L << 20, 500);

  /**
   * A commit with more changes than this (a merge, a joining member's first state), or with as many
   * characters of text as begin a checkpoint, goes to the tables at once: it would be a log of its
   * own, and as one record need several times its size in memory.
   */
  static final int MAX_RECORD_CHANGES = 8_192;

  /**
   * With this many times as much as begins a checkpoint, a commit waits for the whole checkpoint.
   * Only if the steps between the commits were not taken.
   */
  static final int FULL = 4;

  public CheckpointLimits {
    if (rows < 1 || bytes < 1 || step < 1)
      throw new IllegalArgumentException("limits are at least 1");
  }
}
