package dev.parley.replica;

import dev.parley.chat.ChatEvent;
import dev.parley.chat.ChatState;
import dev.parley.chat.MemoryRoom;
import dev.parley.chat.MemoryWatch;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.View;
import dev.parley.replica.ReplicaProtocol.MailStatus;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Tells the other servers what memory this one gives to mail, and the log when that is used up. The
 * rules are {@link MemoryRoom}'s and {@link MemoryWatch}'s.
 */
final class MemoryReporter {
  private static final long MIB = 1L << 20;

  private final ChatState state;
  private final MemoryRoom room;
  private final MemoryWatch watch;
  private final Consumer<ChatEvent> submit;
  private final Logger log;

  MemoryReporter(ChatState state, MemoryRoom room, Consumer<ChatEvent> submit, Logger log) {
    this.state = state;
    this.room = room;
    this.watch = new MemoryWatch(state, room);
    this.submit = submit;
    this.log = log;
  }

  /** A member that is new has heard nothing of this one, and the other way round. */
  void onView(@Nullable View before, View installed, MemberId self) {
    boolean isAnybodyNew = before == null || !before.ids().containsAll(installed.ids());
    if (!isAnybodyNew || room.own() == MemoryRoom.UNLIMITED) return;
    submit.accept(new ChatEvent.ServerMemory(self, room.own()));
  }

  void onTick() {
    if (!watch.onTick()) return;
    var now = status();
    if (now.isFull()) {
      log.warn(
          "mail is refused: waiting mail takes {} of {} MiB; ask users to read theirs, "
              + "set parley.mail.keep, or give all servers more memory",
          now.bytes() / MIB,
          now.limit() / MIB);
    } else log.info("mail is taken again: waiting mail takes {} MiB", now.bytes() / MIB);
  }

  MailStatus status() {
    return new MailStatus(state.mailMemory(), room.limit(), watch.isFull());
  }
}
