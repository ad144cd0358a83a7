package dev.parley.replica;

import dev.parley.chat.ChatEvent;
import dev.parley.chat.ChatEvent.MailAcknowledged;
import dev.parley.chat.ChatEvent.ServerMemory;
import dev.parley.chat.ChatEvent.SessionClosed;
import dev.parley.chat.ChatEvent.SessionOpened;
import dev.parley.chat.ChatEvent.SessionsTold;
import dev.parley.protocol.VersionVector;
import dev.parley.protocol.multicast.MulticastOutput;
import dev.parley.protocol.multicast.Payload;
import dev.parley.protocol.multicast.Quorum;
import dev.parley.wire.VersionedCbor;
import java.util.ArrayDeque;
import java.util.List;

/**
 * This node's own events from their submission to their delivery here, which comes in the same
 * order. What a restart of the protocol actors catches in between is submitted again.
 */
final class OwnEvents {
  /** Above this, acknowledgements are left out: they are told again at the user's next session. */
  static final int MAX_WITH_ACKNOWLEDGEMENTS = 9_000;

  private final ArrayDeque<ChatEvent> outstanding = new ArrayDeque<>();
  private final ReplicaOutputs outputs;
  private boolean isRunning;

  OwnEvents(ReplicaOutputs outputs) {
    this.outputs = outputs;
  }

  void submit(ChatEvent event) {
    boolean isSpared = event instanceof MailAcknowledged;
    if (isSpared && isNearlyFull()) return;
    outstanding.addLast(event);
    send(event);
  }

  private void send(ChatEvent event) {
    if (isRunning)
      outputs.add(new ReplicaOutput.Submit(Payload.wrap(VersionedCbor.EVENT.encode(event))));
  }

  /** This node's store has {@code delivered}: the others may be told. */
  void onDurable(VersionVector delivered) {
    if (isRunning) outputs.add(new ReplicaOutput.Durable(delivered));
  }

  /** {@link MulticastOutput.Decided} is wanted of this node's message {@code seq}. */
  void await(long seq, List<Quorum> quorums) {
    if (isRunning) outputs.add(new ReplicaOutput.AwaitQuorums(seq, quorums));
  }

  /** The oldest event came back, delivered. */
  void onDelivered() {
    if (outstanding.pollFirst() == null) {
      throw new IllegalStateException("an event of this node was delivered that it did not submit");
    }
  }

  /** The protocol actors are gone: events are kept until others come. */
  void onStopped() {
    isRunning = false;
  }

  /**
   * New protocol actors, as a new member: what was not delivered goes out again, but for the
   * sessions of the member that is no more, and what it said of itself.
   */
  void onStarted() {
    isRunning = true;
    outstanding.removeIf(OwnEvents::isOfMember);
    outstanding.forEach(this::send);
  }

  /** What can be left out should be. */
  boolean isNearlyFull() {
    return outstanding.size() >= MAX_WITH_ACKNOWLEDGEMENTS;
  }

  private static boolean isOfMember(ChatEvent event) {
    return event instanceof SessionOpened
        || event instanceof SessionClosed
        || event instanceof SessionsTold
        || event instanceof ServerMemory;
  }

  int size() {
    return outstanding.size();
  }
}
