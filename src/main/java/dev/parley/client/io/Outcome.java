package dev.parley.client.io;

import org.jspecify.annotations.Nullable;

/** How the client's process ends: the exit codes of the operations page, and what it says then. */
public final class Outcome {
  public static final int DONE = 0;
  public static final int FAILED = 1;
  public static final int BAD_USAGE = 2;

  private Outcome() {}

  /** Writes {@code sentence} to the standard error; gives {@link #BAD_USAGE}. */
  public static int complain(@Nullable String sentence) {
    System.err.println("parley: " + sentence);
    return BAD_USAGE;
  }
}
