package dev.parley.protocol.failure;

import dev.parley.protocol.Destination;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Output;
import dev.parley.protocol.Output.Transmit;
import dev.parley.protocol.failure.FailureMessage.ConfirmRequest;
import dev.parley.protocol.failure.FailureMessage.ConfirmResponse;
import dev.parley.protocol.failure.FailureMessage.Evidence;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The question to the other members whether one suspect is silent for them too, before anything is
 * done about it (the pre-vote of Ongaro's thesis, 9.6, applied to exclusion). No member promises or
 * changes anything by answering.
 */
final class SuspectQuery {
  /** How often a question is asked: one lost datagram must not decide. */
  static final int TRIES = 3;

  private final Member suspect;
  private final boolean asksAll;
  private ConfirmRequest request;
  private final long timeoutMs;
  private final SortedSet<MemberId> agreed = new TreeSet<>();
  private int tries;
  private long nextTryMs;

  private SuspectQuery(
      Member suspect, boolean asksAll, ConfirmRequest request, long timeoutMs, long nowMs) {
    this.suspect = suspect;
    this.asksAll = asksAll;
    this.request = request;
    this.timeoutMs = timeoutMs;
    this.nextTryMs = nowMs;
  }

  /** Asks all members, and the suspect once more by unicast: multicast may not reach it. */
  static SuspectQuery ofAll(Member suspect, ConfirmRequest request, long timeoutMs, long nowMs) {
    return new SuspectQuery(suspect, true, request, timeoutMs, nowMs);
  }

  /**
   * Asks the suspect alone, because another member asks the others already: if every member that
   * was asked asked all others, a death among n members would cost n² questions.
   */
  static SuspectQuery ofSuspect(
      Member suspect, ConfirmRequest request, long timeoutMs, long nowMs) {
    return new SuspectQuery(suspect, false, request, timeoutMs, nowMs);
  }

  boolean asksAll() {
    return asksAll;
  }

  /** The next try carries the present knowledge; answers to the earlier tries still count. */
  void strengthen(Evidence evidence) {
    if (evidence.compareTo(request.evidence()) <= 0) return;
    request = new ConfirmRequest(request.view(), request.suspect(), request.nonce(), evidence);
  }

  /** Asks, and asks again those that may not have got the question; the last try only waits. */
  List<Output> onTick(long nowMs) {
    if (tries == TRIES || nowMs < nextTryMs) return List.of();
    tries++;
    nextTryMs = nowMs + timeoutMs;
    var direct = new Transmit(Destination.to(suspect), request);
    return asksAll
        ? List.of(new Transmit(Destination.Group.INSTANCE, request), direct)
        : List.of(direct);
  }

  /** Returns true if {@code response} answers this question and not an earlier one. */
  boolean isAnsweredBy(ConfirmResponse response) {
    return response.view().equals(request.view())
        && response.suspect().equals(request.suspect())
        && response.nonce() == request.nonce();
  }

  void onAgreed(MemberId witness) {
    agreed.add(witness);
  }

  int agreed() {
    return agreed.size();
  }

  /**
   * Returns true if no further answer is waited for. Silence: all of {@code trusted} agreed. A
   * refused connection seen here: the same, and one timeout is enough. A link that only closed, or
   * one that others reported: no member objected to any of the tries, because the process may well
   * be alive and then it objects itself.
   */
  boolean isOver(Collection<MemberId> trusted, long nowMs) {
    boolean hasTimedOut = tries > 0 && nowMs >= nextTryMs;
    if (tries == TRIES && hasTimedOut) return true;
    return switch (asksAll ? request.evidence() : Evidence.LINK_CLOSED) {
      case SILENCE -> agreed.containsAll(trusted);
      case LINK_CLOSED -> false;
      case LINK_REFUSED -> tries > 1 || hasTimedOut || agreed.containsAll(trusted);
    };
  }
}
