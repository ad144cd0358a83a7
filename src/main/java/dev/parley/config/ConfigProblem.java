package dev.parley.config;

import java.util.function.Supplier;

/** A user's mistake in the settings, in one sentence that says what to change. */
public class ConfigProblem extends RuntimeException {
  private static final long serialVersionUID = 1;

  public ConfigProblem(String sentence) {
    super(sentence);
  }

  /**
   * The result of {@code make}, which makes a part of the settings. The part knows its limits: its
   * refusal becomes a sentence about the key, which lies under {@code prefix}.
   */
  static <T> T checked(String prefix, Supplier<T> make) {
    try {
      return make.get();
    } catch (IllegalArgumentException e) {
      throw new ConfigProblem(prefix + e.getMessage() + ".");
    }
  }
}
