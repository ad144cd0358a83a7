package dev.parley.node;

import akka.actor.typed.ActorRef;
import dev.parley.chat.MessageId;
import dev.parley.node.ChatService.Accepted;
import dev.parley.node.ChatService.SendAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Senders that wait to hear that their message is accepted: from the submission, over the delivery
 * here, which gives it its sequence number, until enough members have it.
 */
final class Acceptances {
  private record Waiting(MessageId id, List<ActorRef<SendAnswer>> askers, boolean duplicate) {}

  private final Map<MessageId, Waiting> submitted = new TreeMap<>();
  private final TreeMap<Long, Waiting> delivered = new TreeMap<>();

  /** {@code asker} waits for {@code id}, which was submitted now or before. */
  void await(MessageId id, ActorRef<SendAnswer> asker, boolean duplicate) {
    submitted
        .computeIfAbsent(id, i -> new Waiting(i, new ArrayList<>(1), duplicate))
        .askers()
        .add(asker);
  }

  /** This node's message {@code seq} was delivered here, and is {@code id}. */
  void onDelivered(MessageId id, long seq) {
    var waiting = submitted.remove(id);
    if (waiting != null) delivered.put(seq, waiting);
  }

  /** This node's messages up to {@code seq} are held by {@code copies} members. */
  void onReplicated(long seq, int copies) {
    var done = delivered.headMap(seq, true);
    done.values().forEach(waiting -> answer(waiting, copies));
    done.clear();
  }

  private static void answer(Waiting waiting, int copies) {
    var at = waiting.id().uuid().toString();
    boolean duplicate = waiting.duplicate();
    for (var asker : waiting.askers()) {
      asker.tell(new Accepted(waiting.id(), copies, duplicate, at));
      // Whoever asks again for what is under way already is told that it was one message.
      duplicate = true;
    }
  }
}
