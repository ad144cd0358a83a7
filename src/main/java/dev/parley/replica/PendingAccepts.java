package dev.parley.replica;

import dev.parley.chat.ChatEvent;
import dev.parley.chat.ChatEvent.Sent;
import dev.parley.chat.ReadPositionTracker;
import dev.parley.chat.SendAdmission;
import dev.parley.chat.model.MessageId;
import dev.parley.chat.model.Refusal;
import dev.parley.chat.model.RoomPost;
import dev.parley.replica.ReplicaOutput.Answer;
import dev.parley.replica.ReplicaProtocol.Accepted;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Senders that wait for the acceptance of their message: from its submission, over its delivery
 * here, which gives it its sequence number, until enough members have it.
 *
 * @param <R> the address of an answer
 */
final class PendingAccepts<R> {
  /**
   * At most this many messages are under way only because a sender asks for them again; a sender of
   * one more must try again later. The multicast takes no more than this many in addition to new
   * messages.
   */
  static final int MAX_AGAIN = 1_024;

  private record Asker<R>(R replyTo, ReadPositionTracker seen, boolean duplicate) {
    Answer<R> accepted(Sent event, int copies) {
      var mail = event.mail();
      var times = new RoomPost.Times(mail.sentAtMs(), mail.lamport());
      var at = seen.on(mail.clock());
      return new Answer<>(
          replyTo, new Accepted(mail.id(), mail.uuid(), copies, duplicate, at, times));
    }
  }

  private record Delivered<R>(Sent event, List<Asker<R>> askers) {}

  private final ReplicaOutputs outputs;
  private final Map<MessageId, List<Asker<R>>> submitted = new TreeMap<>();
  private final TreeMap<Long, Delivered<R>> delivered = new TreeMap<>();

  /** The submitted messages that were delivered before. */
  private final TreeSet<MessageId> again = new TreeSet<>();

  PendingAccepts(ReplicaOutputs outputs) {
    this.outputs = outputs;
  }

  /**
   * Answers {@code replyTo}, now or when enough members have the message; returns the event to
   * submit for that, if any. {@code seen} tracks the read position of the sender's session.
   */
  Optional<ChatEvent> onDecision(
      SendAdmission.Decision decision, R replyTo, ReadPositionTracker seen) {
    if (decision instanceof SendAdmission.Submit submit) {
      await(submit.event().mail().id(), new Asker<>(replyTo, seen, false));
      return Optional.of(submit.event());
    }
    if (decision instanceof SendAdmission.SubmitPost submit) {
      await(submit.event().mail().id(), new Asker<>(replyTo, seen, false));
      return Optional.of(submit.event());
    }
    var asker = new Asker<>(replyTo, seen, true);
    if (decision instanceof SendAdmission.UnderWay underWay) await(underWay.id(), asker);
    else if (decision instanceof SendAdmission.Known known)
      return onKnown(known.again(), known.again().mail().id(), asker);
    else if (decision instanceof SendAdmission.KnownPost known)
      return onKnown(known.again(), known.again().mail().id(), asker);
    else if (decision instanceof SendAdmission.Refused refused) {
      outputs.add(new Answer<>(replyTo, new ReplicaProtocol.Refused(refused.refusal())));
    } else throw new AssertionError("no effect for " + decision);
    return Optional.empty();
  }

  private void await(MessageId id, Asker<R> asker) {
    submitted.computeIfAbsent(id, i -> new ArrayList<>(1)).add(asker);
  }

  /** Waits together with other senders of the same message, or has it multicast again. */
  private Optional<ChatEvent> onKnown(ChatEvent message, MessageId id, Asker<R> asker) {
    for (var waiting : delivered.values()) {
      if (!waiting.event().mail().id().equals(id)) continue;
      waiting.askers().add(asker);
      return Optional.empty();
    }
    boolean isUnderWay = submitted.containsKey(id);
    if (!isUnderWay && again.size() == MAX_AGAIN) {
      outputs.add(new Answer<>(asker.replyTo(), new ReplicaProtocol.Refused(tooMany())));
      return Optional.empty();
    }
    await(id, asker);
    if (isUnderWay) return Optional.empty();
    again.add(id);
    return Optional.of(message);
  }

  private static Refusal tooMany() {
    var text = "Too many messages are sent again at once: try again in a second.";
    return Refusal.retry(Refusal.Code.RATE_LIMITED, text, 1_000);
  }

  /** This node's message {@code seq} was delivered here, and is {@code event}. */
  void onDelivered(Sent event, long seq) {
    var askers = submitted.remove(event.mail().id());
    if (askers == null) return;
    again.remove(event.mail().id());
    delivered.put(seq, new Delivered<>(event, askers));
  }

  /** This node's messages up to {@code seq} are held by {@code copies} members. */
  void onReplicated(long seq, int copies) {
    var done = delivered.headMap(seq, true);
    for (var message : done.values()) {
      message.askers().forEach(asker -> outputs.add(asker.accepted(message.event(), copies)));
    }
    done.clear();
  }

  /** Whether no sender waits. */
  boolean isIdle() {
    return submitted.isEmpty() && delivered.isEmpty();
  }

  /**
   * The protocols restart under a new incarnation, whose sequence numbers start at 1. Messages that
   * were delivered here will be in every member's state; returns those to submit again, to learn
   * how many members have them.
   */
  List<ChatEvent> onRestart() {
    var messages = new ArrayList<ChatEvent>();
    for (var message : delivered.values()) {
      messages.add((ChatEvent) message.event());
      submitted.merge(
          message.event().mail().id(),
          message.askers(),
          (waiting, more) -> {
            waiting.addAll(more);
            return waiting;
          });
    }
    delivered.clear();
    return messages;
  }
}
