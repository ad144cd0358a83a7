package dev.parley.group;

import dev.parley.protocol.Output;
import dev.parley.protocol.ViewId;
import dev.parley.protocol.multicast.Payload;
import java.util.function.Supplier;

/**
 * Receives the events of one member, from the actors to which they happen and in their order: for a
 * record of a run that can be checked afterwards. Must return at once and must not fail.
 */
public interface RunRecorder {
  /** The recorder of a node of which no record is kept. */
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
