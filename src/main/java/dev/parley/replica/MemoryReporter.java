package dev.parley.replica;

import dev.parley.chat.ChatEvent;
import dev.parley.chat.ChatState;
import dev.parley.chat.MemoryRoom;
import dev.parley.chat.MemoryWatch;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.View;
import dev.parley.replica.ReplicaProtocol.MailStatus;
import org.jspecify.annotations.Nullable;

/**
 * Publishes to the other servers how much memory this one gives to mail, and logs when all of it is
 * used up. The rules are {@link MemoryRoom}'s and {@link MemoryWatch}'s.
 */
final class MemoryReporter {
  private static final long MIB = 1L << 20;

  private final ChatState state;
  private final MemoryRoom room;
  private final MemoryWatch watch;
  private final OwnEvents ownEvents;
  private final ReplicaOutputs outputs;

  MemoryReporter(ChatState state, MemoryRoom room, OwnEvents ownEvents, ReplicaOutputs outputs) {
    this.state = state;
    this.room = room;
    this.watch = new MemoryWatch(state, room);
    this.ownEvents = ownEvents;
    this.outputs = outputs;
  }

  /** A new member knows nothing of this node's memory, nor this node of the new member's. */
  void onView(@Nullable View before, View installed, MemberId self) {
    boolean isAnybodyNew = before == null || !before.ids().containsAll(installed.ids());
    if (!isAnybodyNew || room.own() == MemoryRoom.UNLIMITED) return;
    ownEvents.submit(new ChatEvent.ServerMemory(self, room.own()));
  }

  void onTick() {
    if (!watch.onTick()) return;
    var now = status();
    if (now.isFull()) {
      outputs.warn(
          "mail is refused: waiting mail takes "
              + now.bytes() / MIB
              + " of "
              + now.limit() / MIB
              + " MiB; ask users to read theirs, set parley.mail.keep, or give all servers more"
              + " memory");
    } else outputs.info("mail is taken again: waiting mail takes " + now.bytes() / MIB + " MiB");
  }

  MailStatus status() {
    return new MailStatus(state.mails(), state.mailMemory(), room.limit(), watch.isFull());
  }
}
