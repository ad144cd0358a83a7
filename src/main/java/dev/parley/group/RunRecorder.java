package dev.parley.group;

import dev.parley.protocol.Message;
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

  /** Receives the events of one member for two recorders. */
  record Both(RunRecorder first, RunRecorder second) implements RunRecorder {
    @Override
    public void receives(Message message) {
      first.receives(message);
      second.receives(message);
    }

    @Override
    public void turnEnds() {
      first.turnEnds();
      second.turnEnds();
    }

    @Override
    public void performs(Output output) {
      first.performs(output);
      second.performs(output);
    }

    @Override
    public void promised(long epoch) {
      first.promised(epoch);
      second.promised(epoch);
    }

    @Override
    public void submits(Payload payload) {
      first.submits(payload);
      second.submits(payload);
    }

    @Override
    public void leaves() {
      first.leaves();
      second.leaves();
    }

    @Override
    public void begins(ViewId view, Supplier<String> digest) {
      first.begins(view, digest);
      second.begins(view, digest);
    }
  }

  /** The multicast is about to take {@code message} of another member. */
  default void receives(Message message) {}

  /** The multicast has performed all outputs of what it took. */
  default void turnEnds() {}

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
