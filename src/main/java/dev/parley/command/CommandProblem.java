package dev.parley.command;

/** A command that cannot be carried out; the message is a sentence for who gave it. */
public final class CommandProblem extends RuntimeException {
  /** Something was refused, or did not happen in time. */
  public static final int REFUSED = 1;

  /** Wrong usage, or nobody answers. */
  public static final int NO_ANSWER = 2;

  private static final long serialVersionUID = 1;

  private final int exitCode;

  public CommandProblem(int exitCode, String sentence) {
    super(sentence);
    this.exitCode = exitCode;
  }

  public int exitCode() {
    return exitCode;
  }
}
