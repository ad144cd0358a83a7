package dev.parley.replica;

import dev.parley.chat.ChatEvent;
import dev.parley.chat.ChatEvent.DeviceOpened;
import dev.parley.chat.ChatEvent.MailAcknowledged;
import dev.parley.chat.ChatEvent.ServerDraining;
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
 * order. Events that a restart of the protocol actors catches in between are submitted again.
 */
final class OwnEvents {
  /**
   * Above this many events, acknowledgements are left out: they are submitted again in the user's
   * next session. More than 10,000 sessions have when a view with new members is told of all.
   */
  static final int MAX_WITH_ACKNOWLEDGEMENTS = 24_000;

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

  /** This node's store has {@code delivered}: the other members may be notified. */
  void onDurable(VersionVector delivered) {
    if (isRunning) outputs.add(new ReplicaOutput.Durable(delivered));
  }

  /** Asks for {@link MulticastOutput.Decided} for this node's message {@code seq}. */
  void await(long seq, List<Quorum> quorums) {
    if (isRunning) outputs.add(new ReplicaOutput.AwaitQuorums(seq, quorums));
  }

  /** The oldest outstanding event was delivered here. */
  void onDelivered() {
    if (outstanding.pollFirst() == null) {
      throw new IllegalStateException("an event of this node was delivered that it did not submit");
    }
  }

  /** The protocol actors have stopped: events are kept until new ones start. */
  void onStopped() {
    isRunning = false;
  }

  /**
   * New protocol actors have started, as a new member: events that were not delivered are sent
   * again, except those about the sessions of the former member and about the former member itself.
   */
  void onStarted() {
    isRunning = true;
    outstanding.removeIf(OwnEvents::isOfMember);
    outstanding.forEach(this::send);
  }

  /** Whether events that can be left out should be. */
  boolean isNearlyFull() {
    return outstanding.size() >= MAX_WITH_ACKNOWLEDGEMENTS;
  }

  private static boolean isOfMember(ChatEvent event) {
    return event instanceof SessionOpened
        || event instanceof DeviceOpened
        || event instanceof SessionClosed
        || event instanceof SessionsTold
        || event instanceof ServerDraining
        || event instanceof ServerMemory;
  }

  int size() {
    return outstanding.size();
  }
}
