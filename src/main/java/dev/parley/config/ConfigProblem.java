package dev.parley.config;

/** A user's mistake in the settings, in one sentence that says what to change. */
public class ConfigProblem extends RuntimeException {
  private static final long serialVersionUID = 1;

  public ConfigProblem(String sentence) {
    super(sentence);
  }
}
