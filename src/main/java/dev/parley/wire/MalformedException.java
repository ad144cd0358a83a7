package dev.parley.wire;

/** Thrown by a reader that gives up inside this package; never leaves it. */
final class MalformedException extends RuntimeException {
  MalformedException(String reason) {
    // Foreign bytes cause these at will: a stack trace each would be the costliest answer.
    super(reason, null, false, false);
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}
