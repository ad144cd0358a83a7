package dev.parley.group;

import dev.parley.protocol.Output;
import dev.parley.protocol.ViewId;
import dev.parley.protocol.multicast.Payload;
import java.util.function.Supplier;

/**
 * Is told what happens to one member, by the actors to which it happens and in the order in which
 * it does: for a record of a run that can be checked afterwards. Must return at once and must not
 * fail.
 */
public interface RunRecorder {
  /** For a node of which no record is kept. */
  RunRecorder NONE = new RunRecorder() {};

  /** The group manager or the multicast is about to perform {@code output}. */
  default void performs(Output output) {}

  /** It is durable that this node promised {@code epoch}. */
  default void promised(long epoch) {}

  /** The multicast takes {@code payload} of the application. */
  default void submits(Payload payload) {}

  /** This member was asked to leave. */
  default void leaves() {}

  /**
   * The chat's state begins the view {@code view}; {@code digest} computes its hash, now or never.
   */
  default void begins(ViewId view, Supplier<String> digest) {}
}
