package dev.parley.session.dialect;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Asks a silent client whether it is there, lets it go when it does not answer, and knows which
 * messages an answer stands for. One question at a time: as connections keep their order, the
 * answer to it covers everything that was written before it.
 *
 * <p>A client that can answer nothing is never let go here, and is believed: what its socket took
 * counts as shown. Knows no clock; all times are milliseconds of the same one.
 */
public final class KeepAlive {
  /**
   * While messages keep coming, the client is asked no more often than this: irssi counts each of
   * its answers against its own limit of five lines at once and one more in 2.2 s, and would hold
   * back what its user types.
   */
  static final long GATHER_MS = 3_000;

  /**
   * So many messages without a question are asked for at once, or a full mailbox would come at the
   * pace of {@link #GATHER_MS}. Well below what a session may have unacknowledged (256).
   */
  static final int GATHER_MESSAGES = 64;

  /** What a client's answers stand for. */
  public enum Answers {
    /** It can be asked nothing. */
    NONE,

    /** That it is there, as everything else that it says; what it has shown it says by itself. */
    LIFE,

    /** That it is there, and that it has everything from before the question. */
    RECEIPTS,

    /**
     * As {@link #RECEIPTS}, if it answers at all: telnet must (RFC 854), and not all do. One that
     * goes on talking without an answer is believed from then on.
     */
    PERHAPS_RECEIPTS
  }

  /** What must happen. */
  public sealed interface Output {}

  /** Ask the client; {@code token} comes back with the answer. */
  public record Ask(long token) implements Output {}

  /** Everything up to message {@code n} was shown. */
  public record Shown(long n) implements Output {}

  /** The client is not there any more. */
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
  private long taken; // by the socket
  private long shown;

  /** {@code covers}: the last message before it; the socket took it at {@code takenMs}. */
  private record Question(long token, long covers, Optional<Long> takenMs) {}

  /**
   * A client that was silent for {@code pingAfterMs} is asked, and has {@code answerWithinMs} from
   * when its socket took the question.
   */
  public KeepAlive(long pingAfterMs, long answerWithinMs, long nowMs) {
    this.pingAfterMs = pingAfterMs;
    this.answerWithinMs = answerWithinMs;
    heardMs = nowMs;
    askedMs = nowMs - GATHER_MS;
  }

  /** A session begins or ends: messages are counted from 1 again. */
  public void onSession(Answers can, long nowMs) {
    written = 0;
    taken = 0;
    shown = 0;
    heardMs = nowMs;
    // What telnet was found to do it does in any session.
    if (answers == Answers.PERHAPS_RECEIPTS) return;
    answers = can;
    open = Optional.empty();
  }

  /** The client has been found to speak telnet. Whether it answers is found out at once. */
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

  /** The client was not listened to: whatever it had to answer, its time begins anew. */
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

  /** The answer to the question with this token; to another one it is only a sign of life. */
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

  /** The client wants to go, and should not be shown again what it has. */
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

  /** When {@link #onTick} has something to do, if nothing happens before; may be never. */
  public long dueMs() {
    if (answers == Answers.NONE) return NEVER;
    if (open.isPresent())
      return open.get().takenMs().map(ms -> Math.max(ms, heardMs) + answerWithinMs).orElse(NEVER);
    long silentMs = heardMs + pingAfterMs;
    return uncovered() > 0 ? Math.min(silentMs, askedMs + GATHER_MS) : silentMs;
  }

  /** Everything that was written has been shown, as far as can be known. */
  public boolean isAllShown() {
    return answers == Answers.LIFE || shown >= written;
  }

  /** Whether only the client's answers tell what was shown. */
  public boolean awaitsReceipts() {
    return answers == Answers.RECEIPTS || answers == Answers.PERHAPS_RECEIPTS;
  }

  // A question that waits for the socket behind other output says nothing of the client: that it
  // takes nothing is found out by others.
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
