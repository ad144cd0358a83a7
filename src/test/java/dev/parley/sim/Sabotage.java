package dev.parley.sim;

import dev.parley.chat.BucketSet;
import dev.parley.chat.ChatSnapshot;
import dev.parley.chat.PartialState;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Message;
import dev.parley.protocol.Signal;
import dev.parley.protocol.multicast.MulticastOutput;
import dev.parley.protocol.multicast.Payload;
import dev.parley.protocol.multicast.Quorum;
import dev.parley.replica.ChatStore.Kept;
import dev.parley.replica.ReplicatedChat;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Breaks one rule of the protocols from outside, to show that the invariants notice. Breaks nothing
 * by default.
 */
interface Sabotage {
  Sabotage NONE = new Sabotage() {};

  /** Takes the state of another part for what {@code mistake} makes of it. */
  static Sabotage ofMerge(UnaryOperator<ChatSnapshot> mistake) {
    return new Sabotage() {
      @Override
      public PartialState onMerge(PartialState state) {
        return new PartialState(mistake.apply(state.state()), state.different());
      }
    };
  }

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

  /** A process that was never in a view finds nothing of what it copied before its crash. */
  default boolean isCopyForgotten() {
    return true;
  }

  /** What a process of {@code node} finds on its disk. */
  default Kept onLoad(Kept kept, String node, long incarnation) {
    return kept;
  }

  /** What a member takes for the state of another part. */
  default PartialState onMerge(PartialState state) {
    return state;
  }

  /**
   * What a member takes for the answer to its digests, which is completed with its {@code copies}.
   */
  default PartialState onCopied(PartialState answer, BucketSet copies) {
    return answer;
  }

  /** What the chat of a member multicasts. */
  default Payload onSubmit(Payload payload) {
    return payload;
  }

  /** Whose disks a leader waits for. */
  default List<Quorum> onAwait(List<Quorum> quorums) {
    return quorums;
  }

  /** Called before a member looks at the time. */
  default void beforeTick(ReplicatedChat<?, ?, ?> chat) {}

  /** A server tells others what it has when its disk has it. */
  default boolean isDiskAwaited() {
    return true;
  }

  /** A server removes a message when its client has shown it, not when it was sent there. */
  default boolean isShowingAwaited() {
    return true;
  }

  /** A client shows no message twice. */
  default boolean isSeenRemembered() {
    return true;
  }

  /** A client that moves says how far it has seen. */
  default boolean isSightingTold() {
    return true;
  }

  default boolean isPromiseDurable() {
    return true;
  }
}
