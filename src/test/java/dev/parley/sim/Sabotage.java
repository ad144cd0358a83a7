package dev.parley.sim;

import dev.parley.protocol.MemberId;
import dev.parley.protocol.Message;
import dev.parley.protocol.Signal;
import dev.parley.protocol.multicast.MulticastOutput;
import java.util.Optional;

/**
 * Breaks one rule of the protocols from outside, to show that the invariants notice. Breaks nothing
 * by default.
 */
interface Sabotage {
  Sabotage NONE = new Sabotage() {};

  /** What {@code group} takes for the message that it received; nothing to lose it. */
  default Optional<Message> onReceive(SimGroup group, MemberId from, Message message) {
    return Optional.of(message);
  }

  /** Called after the multicast of {@code group} took a signal. */
  default void afterMulticastSignal(SimGroup group, Signal signal) {}

  /** What the state above gets to hear. */
  default MulticastOutput onDelivery(SimGroup group, MulticastOutput output) {
    return output;
  }

  default boolean isIncarnationRaised() {
    return true;
  }

  /** Says that a machine which is asked refuses connections, whatever it does. */
  default boolean isProofForged() {
    return false;
  }

  /** A process takes itself for the one before it. */
  default boolean isRestartForgotten() {
    return false;
  }

  default boolean isPromiseDurable() {
    return true;
  }
}
