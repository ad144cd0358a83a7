package dev.parley.transport;

/** What stands between two line ends, or why it cannot be used. */
public sealed interface Line {
  /** A line without its end. */
  record Text(String text) implements Line {}

  /**
   * More than {@link LineSplitter#MAX_LINE_BYTES}; told once for a line, as soon as it is known.
   */
  enum TooLong implements Line {
    INSTANCE
  }

  /**
   * Bytes that are not UTF-8 (RFC 3629): overlong forms, surrogates and halves of characters
   * included.
   */
  enum NotUtf8 implements Line {
    INSTANCE
  }
}
