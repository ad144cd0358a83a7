package dev.parley.chat;

import dev.parley.chat.ChatEvent.MailSent;
import dev.parley.chat.Refusal.Code;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Decides at a user's server what becomes of a message that is to be sent, before it is multicast.
 * Lets each number of a stream pass once and in order, counting what was submitted here and is not
 * delivered yet.
 */
public final class SendGate {
  /** What becomes of a message. */
  public sealed interface Decision {}

  /** Multicast this; it counts as submitted from now on. */
  public record Submit(MailSent event) implements Decision {}

  /** The same message was submitted here and is under way. */
  public record UnderWay(MessageId id) implements Decision {}

  /** The same message was delivered before: it is kept, or was shown. */
  public record Known(MessageId id) implements Decision {}

  public record Refused(Refusal refusal) implements Decision {}

  private final ChatState state;
  private final TreeMap<MessageId, MailSent> pending = new TreeMap<>();
  private final TreeMap<UserName, Integer> pendingTo = new TreeMap<>();

  public SendGate(ChatState state) {
    this.state = state;
  }

  /** {@code seq} is the client's number, or empty for the next one of the stream. */
  public Decision onSend(Stream stream, UserName to, String text, Optional<Long> seq, long wallMs) {
    var invalid = TextRules.checkText(text);
    if (invalid.isPresent()) return new Refused(invalid.get());
    var receiver = state.account(to);
    if (receiver.isEmpty()) {
      return refuse(
          Code.NO_SUCH_USER,
          "There is no user '" + to + "': check the name with the list of users.");
    }
    long highest = highest(stream);
    long number = seq.orElse(highest + 1);
    if (number <= highest) return onResend(new MessageId(stream, number), to, text);
    if (number > highest + 1) {
      return new Refused(
          Refusal.gap(
              "Number "
                  + number
                  + " cannot be sent before number "
                  + (highest + 1)
                  + ": send that one first.",
              highest + 1));
    }
    return limits(stream, to, highest)
        .<Decision>map(Refused::new)
        .orElseGet(
            () -> submit(new MessageId(stream, number), receiver.get().name(), text, wallMs));
  }

  /** The highest number of {@code stream}, also of messages that are under way. */
  public long highest(Stream stream) {
    var last = pending.floorKey(new MessageId(stream, Long.MAX_VALUE));
    boolean isOfStream = last != null && last.stream().equals(stream);
    return Math.max(state.highWaters().highest(stream), isOfStream ? last.seq() : 0);
  }

  private Decision onResend(MessageId id, UserName to, String text) {
    long print = HighWaters.fingerprintOf(to, text);
    var underWay = pending.get(id);
    if (underWay != null) {
      var mail = underWay.mail();
      return HighWaters.fingerprintOf(mail.to(), mail.text()) == print
          ? new UnderWay(id)
          : reused(id);
    }
    var known = state.highWaters().fingerprint(id);
    return known == null || known == print ? new Known(id) : reused(id);
  }

  private static Decision reused(MessageId id) {
    return refuse(
        Code.SEQ_REUSED,
        "Number " + id.seq() + " was used for another message: send this one under a new number.");
  }

  private Optional<Refusal> limits(Stream stream, UserName to, long highest) {
    if (pending.size() >= ChatLimits.MAX_PENDING) {
      return Optional.of(
          Refusal.retry(
              Code.RATE_LIMITED,
              "The server has too many messages under way: try again in a second.",
              1_000));
    }
    if (!state.hasRoom(to, 1 + pendingTo.getOrDefault(to, 0))) {
      return Optional.of(
          Refusal.of(
              Code.MAILBOX_FULL,
              "The mailbox of '" + to + "' is full: try again when " + to + " has read some."));
    }
    if (highest == 0
        && state.highWaters().streams(stream.sender()) >= ChatLimits.MAX_STREAMS_PER_USER) {
      return Optional.of(
          Refusal.of(
              Code.RATE_LIMITED,
              "You have used too many client ids: keep one client id and use it again."));
    }
    return Optional.empty();
  }

  private Decision submit(MessageId id, UserName to, String text, long wallMs) {
    var event = new MailSent(new Mail(id, to, text, wallMs, state.nextLamport()));
    pending.put(id, event);
    pendingTo.merge(to, 1, Integer::sum);
    return new Submit(event);
  }

  /** The message was delivered here, so the state knows it now. */
  public void onDelivered(MessageId id) {
    var event = pending.remove(id);
    if (event == null) return;
    pendingTo.computeIfPresent(event.mail().to(), (name, count) -> count == 1 ? null : count - 1);
  }

  /** What was submitted and not delivered, in the order of each stream. */
  public List<MailSent> pending() {
    return new ArrayList<>(pending.values());
  }

  private static Decision refuse(Code code, String sentence) {
    return new Refused(Refusal.of(code, sentence));
  }
}
