package dev.parley.transport.peers;

import akka.util.ByteString;
import java.util.Arrays;
import java.util.Optional;

/**
 * Cuts a byte stream into parts whose lengths become known one after the other. Keeps at most one
 * part; allocates for the bytes that have arrived, never for an announced length.
 */
final class FixedLengthReader {
  private int wanted;
  private byte[] part = {};
  private int filled;
  private ByteString input = ByteString.emptyByteString();

  /** The next part has {@code length} bytes. */
  void want(int length) {
    wanted = length;
    part = new byte[Math.min(length, 4_096)];
    filled = 0;
  }

  void give(ByteString bytes) {
    input = input.concat(bytes);
  }

  /** The part that was wanted, once it is complete. */
  Optional<byte[]> take() {
    int taken = Math.min(wanted - filled, input.size());
    if (filled + taken > part.length) {
      part = Arrays.copyOf(part, Math.min(wanted, Math.max(2 * part.length, filled + taken)));
    }
    input.copyToArray(part, filled, taken);
    input = input.drop(taken);
    filled += taken;
    return filled == wanted ? Optional.of(part) : Optional.empty();
  }
}
