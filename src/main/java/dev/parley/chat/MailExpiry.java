package dev.parley.chat;

import dev.parley.chat.ChatEvent.HistoryTrimmed;
import dev.parley.chat.ChatEvent.MailExpired;
import dev.parley.chat.model.Mail;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.View;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Finds the mail that has waited for too long, and says what is too old to be kept when it was
 * read. The leader decides about it, by its own clock, and multicasts which messages the others
 * must forget: no two servers have one clock. A forgotten message is gone, so the leader trusts its
 * clock only if it has run evenly for a while, and all other members' clocks agree with it.
 */
public final class MailExpiry {
  /** An action that the shell must perform. */
  public sealed interface Output {}

  /** Ask all other members for their time of day. */
  public record AskTime(long number, List<Member> whom) implements Output {
    public AskTime {
      whom = List.copyOf(whom);
    }
  }

  /** Multicast this event: the oldest of its messages has waited for {@code oldestMs}. */
  public record Expire(MailExpired event, long oldestMs) implements Output {}

  /** Multicast this event. */
  public record Trim(HistoryTrimmed event) implements Output {}

  /** The time of day has jumped by {@code byMs}: nothing is forgotten for {@code quietMs}. */
  public record Jumped(long byMs, long quietMs) implements Output {}

  /**
   * The clocks of these members, and no others, differ from this one's: they are ahead by these
   * amounts. Nothing is forgotten meanwhile; if the map is empty, the clocks agree again.
   */
  public record Differ(SortedMap<MemberId, Long> aheadMs) implements Output {}

  /** Time between two checks of all waiting mail. */
  public static final long CHECK_MS = 1_000;

  /** The history is trimmed when so much more of it is old. */
  static final long TRIM_MS = 3_600_000;

  /** At most this many messages are forgotten by one event; the rest follow with the next check. */
  public static final int MAX_AT_ONCE = 1_000;

  /** The limit with which mail waits for ever. */
  public static final long FOR_EVER = 0;

  /**
   * A clock is trusted when it has run evenly for this long, or for as long as mail may wait, if
   * that is shorter: a wrong clock is set right meanwhile, which is another jump.
   */
  public static final long TRUST_MS = 3_600_000;

  /**
   * No message is older than the program (2020-01-01): a message with an earlier time was accepted
   * by a server whose clock had lost its time, and its age is unknown. It is not forgotten.
   */
  public static final long EARLIEST_MS = 1_577_836_800_000L;

  private final ChatState state;
  private final long keepMs;
  private final long keepHistoryMs;
  private final ClockWatch clock = new ClockWatch();
  private final MemberClocks others;
  private List<Member> othersInView = List.of();
  private SortedMap<MemberId, Long> said = new TreeMap<>();
  private boolean leads;
  private boolean isLooking;
  private long lastMs;
  private long trimmedMs;

  /**
   * A message may wait for {@code keepMs}, or {@link #FOR_EVER}. The numbers of the questions about
   * the time follow {@code lastQuestion}, which is random, so that no process guesses them.
   */
  public MailExpiry(ChatState state, long keepMs, long lastQuestion) {
    this(state, keepMs, 0, lastQuestion);
  }

  /** As above; what was read is kept for {@code keepHistoryMs}, or not at all if that is 0. */
  public MailExpiry(ChatState state, long keepMs, long keepHistoryMs, long lastQuestion) {
    this.state = state;
    this.keepMs = keepMs;
    this.keepHistoryMs = keepHistoryMs;
    this.others = new MemberClocks(lastQuestion);
  }

  public void onView(View view, MemberId self) {
    leads = view.leader().equals(self);
    othersInView = view.members().stream().filter(m -> !m.id().equals(self)).toList();
    others.onView(othersInView.stream().map(Member::id).toList());
  }

  /** {@code wallMs} is the time of day. */
  public List<Output> onTick(long nowMs, long wallMs) {
    if (keepMs == FOR_EVER && keepHistoryMs == 0) return List.of();
    var outputs = new ArrayList<Output>();
    var jump = clock.onTick(nowMs, wallMs);
    if (jump.isPresent()) {
      others.forget();
      outputs.add(new Jumped(jump.get(), quietMs()));
    }
    if (!leads) return outputs;
    others.onTick(nowMs).ifPresent(number -> outputs.add(new AskTime(number, othersInView)));
    if (isLooking && nowMs - lastMs < CHECK_MS) return outputs;
    isLooking = true;
    lastMs = nowMs;
    compare(outputs);
    if (!isBelieved(nowMs)) return outputs;
    if (keepMs != FOR_EVER) expire(wallMs, outputs);
    if (keepHistoryMs != 0) trim(wallMs - keepHistoryMs, outputs);
    return outputs;
  }

  private long quietMs() {
    return keepMs == FOR_EVER ? TRUST_MS : Math.min(keepMs, TRUST_MS);
  }

  private boolean isBelieved(long nowMs) {
    return clock.evenForMs(nowMs) >= quietMs() && others.agree(nowMs);
  }

  private void compare(List<Output> outputs) {
    var now = others.different();
    if (now.keySet().equals(said.keySet())) return;
    said = now;
    outputs.add(new Differ(now));
  }

  private void expire(long wallMs, List<Output> outputs) {
    var expired = state.sentBetween(EARLIEST_MS, wallMs - keepMs, MAX_AT_ONCE);
    if (expired.isEmpty()) return;
    long oldest = expired.stream().mapToLong(Mail::sentAtMs).min().orElse(wallMs);
    var ids = expired.stream().map(Mail::id).toList();
    outputs.add(new Expire(new MailExpired(ids), wallMs - oldest));
  }

  /** Others may have missed what was said before they joined: so there is always a next time. */
  private void trim(long beforeMs, List<Output> outputs) {
    long last = Math.max(Math.max(trimmedMs, state.historyBeforeMs()), EARLIEST_MS);
    if (beforeMs - last < TRIM_MS) return;
    trimmedMs = beforeMs;
    outputs.add(new Trim(new HistoryTrimmed(beforeMs)));
  }

  /** A member answers the question {@code number}; {@code wallMs} is the time of day here. */
  public void onTold(MemberId from, long number, long theirMs, long nowMs, long wallMs) {
    others.onTold(from, number, theirMs, nowMs, wallMs);
  }
}
