package dev.parley.wire;

/** A message that no datagram may carry; nothing was encoded. */
public final class FrameTooLargeException extends RuntimeException {
  public FrameTooLargeException(String reason) {
    super(reason);
  }
}
