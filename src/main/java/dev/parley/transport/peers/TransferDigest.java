package dev.parley.transport.peers;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The digest at the end of a transferred state. */
final class TransferDigest {
  private TransferDigest() {}

  static MessageDigest create() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }
}
