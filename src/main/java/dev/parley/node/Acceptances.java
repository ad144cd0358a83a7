package dev.parley.node;

import dev.parley.chat.ChatEvent;
import dev.parley.chat.MessageId;
import dev.parley.chat.SendGate;
import dev.parley.node.ChatService.Accepted;
import dev.parley.node.ChatService.SendReply;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Senders that wait to hear that their message is accepted: from the submission, over the delivery
 * here, which gives it its sequence number, until enough members have it.
 */
final class Acceptances {
  private record Asker(SendReply reply, boolean duplicate) {}

  private record Delivered(MessageId id, String at, List<Asker> askers) {}

  private final Map<MessageId, List<Asker>> submitted = new TreeMap<>();
  private final TreeMap<Long, Delivered> delivered = new TreeMap<>();

  /**
   * Answers {@code asker}, now or when enough members have the message; gives what is to be
   * submitted for that. {@code copies} members have whatever was replicated before.
   */
  Optional<ChatEvent> onDecision(SendGate.Decision decision, SendReply asker, int copies) {
    if (decision instanceof SendGate.Submit submit) {
      await(submit.event().mail().id(), asker, false);
      return Optional.of(submit.event());
    }
    if (decision instanceof SendGate.UnderWay underWay) await(underWay.id(), asker, true);
    else if (decision instanceof SendGate.Known known) {
      boolean mustWait = awaitDelivered(known.id(), asker);
      if (!mustWait) asker.tell(new Accepted(known.id(), copies, true, ""));
    } else if (decision instanceof SendGate.Refused refused) {
      asker.tell(new ChatService.Refused(refused.refusal()));
    } else throw new AssertionError("no effect for " + decision);
    return Optional.empty();
  }

  private void await(MessageId id, SendReply asker, boolean duplicate) {
    submitted.computeIfAbsent(id, i -> new ArrayList<>(1)).add(new Asker(asker, duplicate));
  }

  /**
   * {@code asker} asks for a message that was delivered here already; says whether it must wait
   * until more members have it.
   */
  private boolean awaitDelivered(MessageId id, SendReply asker) {
    for (var waiting : delivered.values()) {
      if (waiting.id().equals(id)) return waiting.askers().add(new Asker(asker, true));
    }
    return false;
  }

  /** This node's message {@code seq} was delivered here, and is {@code id}. */
  void onDelivered(MessageId id, long seq, String at) {
    var askers = submitted.remove(id);
    if (askers != null) delivered.put(seq, new Delivered(id, at, askers));
  }

  /** This node's messages up to {@code seq} are held by {@code copies} members. */
  void onReplicated(long seq, int copies) {
    var done = delivered.headMap(seq, true);
    for (var message : done.values()) {
      for (var asker : message.askers()) {
        asker.reply().tell(new Accepted(message.id(), copies, asker.duplicate(), message.at()));
      }
    }
    done.clear();
  }

  /** The protocols start again under a new incarnation, whose sequence numbers start at 1. */
  void onRestart() {
    for (var message : delivered.values()) {
      // What was delivered here is in this node's state, and will be in everybody's.
      message
          .askers()
          .forEach(a -> a.reply().tell(new Accepted(message.id(), 1, a.duplicate(), message.at())));
    }
    delivered.clear();
  }
}
