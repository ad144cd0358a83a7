package dev.parley.sim;

import dev.parley.protocol.MemberId;
import dev.parley.protocol.Message;
import dev.parley.protocol.multicast.MulticastMessage.Data;
import dev.parley.sim.invariant.Violation;
import dev.parley.wire.Decoded;
import dev.parley.wire.Frame;
import dev.parley.wire.FrameCodec;
import dev.parley.wire.FrameTooLargeException;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * Messages as the datagrams that the product makes of them. A run fails if a message has no
 * datagram, is larger than the batcher may make it, or is not equal to what its receiver decodes.
 */
final class SimWire {
  private static final int ONE_SEED_IN = 8;
  private static final String CLUSTER = "parley";

  private final FrameCodec codec = new FrameCodec(CLUSTER);
  private final int maxDataBytes;

  /** Of members whose batches have at most {@code budgetBytes} beside the header. */
  SimWire(int budgetBytes) {
    maxDataBytes = FrameCodec.headerBytes(CLUSTER) + budgetBytes;
  }

  /** Whether a run encodes its messages. Mixed: scenarios choose their mode by the seed's rest. */
  static boolean isUsedWith(long seed) {
    return new SplittableRandom(seed).split().nextInt(ONE_SEED_IN) == 0;
  }

  /** Encodes at once, as a sender does; each call decodes anew, as each receiver does. */
  Supplier<Message> datagram(MemberId from, Message message) {
    var bytes = encode(from, message);
    return () -> decode(from, message, bytes);
  }

  byte[] encode(MemberId from, Message message) {
    var frame = new Frame(CLUSTER, from, message);
    var bytes = encoded(frame);
    if (message instanceof Data && bytes.length > maxDataBytes)
      throw violation(bytes.length + " bytes, the budget is " + maxDataBytes + ": " + frame);
    return bytes;
  }

  /** What a receiver makes of the {@code bytes} of {@code message}. */
  Message decode(MemberId from, Message message, byte[] bytes) {
    var frame = new Frame(CLUSTER, from, message);
    if (codec.decode(bytes) instanceof Decoded.Ok arrived && arrived.frame().equals(frame))
      return arrived.frame().message();
    throw violation(frame + " arrives as " + codec.decode(bytes));
  }

  private byte[] encoded(Frame frame) {
    try {
      return codec.encode(frame);
    } catch (FrameTooLargeException e) {
      throw violation(e.getMessage() + ": " + frame);
    }
  }

  private static Violation violation(String particulars) {
    return new Violation(SimWire.class, particulars);
  }
}
