package dev.parley.session.dialect;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Asks a silent client whether it is alive, disconnects it when it does not answer, and knows which
 * messages an answer covers. There is one question at a time: as connections keep their order, the
 * answer to it covers everything that was written before it.
 *
 * <p>A client that cannot answer is never disconnected here, and is believed: messages that its
 * socket took count as shown. This class has no clock; all times are in milliseconds of one clock.
 */
public final class KeepAlive {
  /**
   * While messages keep coming, the client is asked no more often than this: irssi counts each of
   * its answers against its own limit of five lines at once and one more in 2.2 s, and would delay
   * its user's input.
   */
  static final long GATHER_MS = 3_000;

  /**
   * After this many messages without a question the client is asked at once, or a full mailbox
   * would come at the pace of {@link #GATHER_MS}. Well below the number that a session may have
   * unacknowledged (256).
   */
  static final int GATHER_MESSAGES = 64;

  /** The meaning of a client's answers. */
  public enum Answers {
    /** The client cannot be asked. */
    NONE,

    /**
     * An answer shows that the client is alive, as any other line from it does; it acknowledges
     * messages by itself.
     */
    LIFE,

    /**
     * An answer shows that the client is alive, and that it has everything from before the
     * question.
     */
    RECEIPTS,

    /**
     * As {@link #RECEIPTS}, if the client answers at all: telnet must (RFC 854), but not all
     * clients do. A client that sends further lines without an answer is believed from then on.
     */
    PERHAPS_RECEIPTS
  }

  /** A step that the shell must perform. */
  public sealed interface Output {}

  /** Asks the client; {@code token} comes back with the answer. */
  public record Ask(long token) implements Output {}

  /** All messages up to number {@code n} were shown. */
  public record Shown(long n) implements Output {}

  /** The client is gone. */
  public enum Gone implements Output {
    INSTANCE
  }

  private static final long NEVER = Long.MAX_VALUE;

  private final long pingAfterMs;
  private final long answerWithinMs;
  private Answers answers = Answers.NONE;
  private boolean hasAnswered;
  private boolean isLeaving;
  private long heardMs;
  private Optional<Question> open = Optional.empty();
  private long lastToken;
  private long askedMs; // when the last question was asked
  private long written; // message number
  private long taken; // last message number taken by the socket
  private long shown;

  /**
   * An open question. {@code covers} is the last message before it; the socket took the question at
   * {@code takenMs}.
   */
  private record Question(long token, long covers, Optional<Long> takenMs) {}

  /**
   * A client that was silent for {@code pingAfterMs} is asked, and must answer within {@code
   * answerWithinMs} after its socket took the question.
   */
  public KeepAlive(long pingAfterMs, long answerWithinMs, long nowMs) {
    this.pingAfterMs = pingAfterMs;
    this.answerWithinMs = answerWithinMs;
    heardMs = nowMs;
    askedMs = nowMs - GATHER_MS;
  }

  /** A session starts or ends: messages are counted from 1 again. */
  public void onSession(Answers can, long nowMs) {
    written = 0;
    taken = 0;
    shown = 0;
    heardMs = nowMs;
    // The behaviour that was found in a telnet client is the same in every session.
    if (answers == Answers.PERHAPS_RECEIPTS) return;
    answers = can;
    open = Optional.empty();
  }

  /**
   * The client has been found to speak telnet. It is asked at once, to find out whether it answers.
   */
  public List<Output> onNegotiated(long nowMs) {
    if (answers != Answers.NONE || hasAnswered) return List.of();
    answers = Answers.PERHAPS_RECEIPTS;
    return ask(nowMs);
  }

  /** The client said something. */
  public List<Output> onHeard(long nowMs) {
    boolean isMute = isOverdue(nowMs) && answers == Answers.PERHAPS_RECEIPTS;
    heardMs = nowMs;
    if (answers == Answers.LIFE) open = Optional.empty();
    return isMute ? believe() : List.of();
  }

  /** The client's input was not read: its time for any answer starts again. */
  public void onUnheard(long nowMs) {
    heardMs = nowMs;
    if (open.flatMap(Question::takenMs).isPresent()) onQuestionTaken(nowMs);
  }

  /** Message {@code n} was written; the socket may not have taken it yet. */
  public List<Output> onWritten(long n, long nowMs) {
    written = Math.max(written, n);
    return askIfDue(nowMs);
  }

  /** The socket took everything up to message {@code n}. */
  public List<Output> onTaken(long n) {
    taken = Math.max(taken, n);
    return answers == Answers.NONE ? show(taken) : List.of();
  }

  /** The socket took the question. */
  public void onQuestionTaken(long nowMs) {
    open = open.map(q -> new Question(q.token(), q.covers(), Optional.of(nowMs)));
  }

  /**
   * The answer to the question with this token; an answer to another question is only a sign of
   * life.
   */
  public List<Output> onAnswer(long token, long nowMs) {
    heardMs = nowMs;
    if (open.isEmpty() || open.get().token() != token) return List.of();
    return onAnswered(open.get(), nowMs);
  }

  /** An answer that names no question. */
  public List<Output> onAnswer(long nowMs) {
    heardMs = nowMs;
    return open.isPresent() ? onAnswered(open.get(), nowMs) : List.of();
  }

  private List<Output> onAnswered(Question question, long nowMs) {
    hasAnswered = true;
    open = Optional.empty();
    var outputs = new ArrayList<Output>();
    if (awaitsReceipts()) outputs.addAll(show(question.covers()));
    outputs.addAll(askIfDue(nowMs));
    return outputs;
  }

  /** The client is logging out, and should not be shown its messages again. */
  public List<Output> onLeaving(long nowMs) {
    isLeaving = true;
    return askIfDue(nowMs);
  }

  /** To be called at {@link #dueMs}, or later. */
  public List<Output> onTick(long nowMs) {
    if (!isOverdue(nowMs)) return askIfDue(nowMs);
    if (answers == Answers.PERHAPS_RECEIPTS && !hasAnswered) return believe();
    return nowMs - heardMs >= answerWithinMs ? List.of(Gone.INSTANCE) : List.of();
  }

  /** The time at which {@link #onTick} is due if nothing happens before; may be never. */
  public long dueMs() {
    if (answers == Answers.NONE) return NEVER;
    if (open.isPresent())
      return open.get().takenMs().map(ms -> Math.max(ms, heardMs) + answerWithinMs).orElse(NEVER);
    long silentMs = heardMs + pingAfterMs;
    return uncovered() > 0 ? Math.min(silentMs, askedMs + GATHER_MS) : silentMs;
  }

  /** Whether everything that was written has been shown, as far as can be known. */
  public boolean isAllShown() {
    return answers == Answers.LIFE || shown >= written;
  }

  /** Whether only the client's answers show which messages were shown. */
  public boolean awaitsReceipts() {
    return answers == Answers.RECEIPTS || answers == Answers.PERHAPS_RECEIPTS;
  }

  // A question that waits for the socket behind other output shows nothing about the client: other
  // parts detect a client that takes no output.
  private boolean isOverdue(long nowMs) {
    return open.flatMap(Question::takenMs).filter(ms -> nowMs - ms >= answerWithinMs).isPresent();
  }

  private List<Output> believe() {
    answers = Answers.NONE;
    open = Optional.empty();
    return show(taken);
  }

  private List<Output> show(long n) {
    if (n <= shown) return List.of();
    shown = n;
    return List.of(new Shown(n));
  }

  private long uncovered() {
    return awaitsReceipts() ? written - shown : 0;
  }

  private List<Output> askIfDue(long nowMs) {
    if (open.isPresent() || answers == Answers.NONE) return List.of();
    boolean isSilent = nowMs - heardMs >= pingAfterMs;
    boolean isPressing =
        isLeaving || uncovered() >= GATHER_MESSAGES || nowMs - askedMs >= GATHER_MS;
    return isSilent || (uncovered() > 0 && isPressing) ? ask(nowMs) : List.of();
  }

  private List<Output> ask(long nowMs) {
    askedMs = nowMs;
    open = Optional.of(new Question(++lastToken, written, Optional.empty()));
    return List.of(new Ask(lastToken));
  }
}
