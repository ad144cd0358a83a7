package dev.parley.protocol.failure;

import dev.parley.protocol.Destination;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Output;
import dev.parley.protocol.Output.Transmit;
import dev.parley.protocol.failure.FailureMessage.ConfirmRequest;
import dev.parley.protocol.failure.FailureMessage.ConfirmResponse;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The question to the other members whether one suspect is silent for them too, before anything is
 * done about it (the pre-vote of Ongaro's thesis, 9.6, applied to exclusion). Nobody promises or
 * changes anything by answering.
 */
final class Confirmation {
  /** How often a question is asked: one lost datagram must not decide. */
  static final int TRIES = 3;

  private final ConfirmRequest request;
  private final long timeoutMs;
  private final SortedSet<MemberId> agreed = new TreeSet<>();
  private int tries;
  private long nextTryMs;

  Confirmation(ConfirmRequest request, long timeoutMs, long nowMs) {
    this.request = request;
    this.timeoutMs = timeoutMs;
    this.nextTryMs = nowMs;
  }

  /** Asks, and asks again those that may not have got the question; the last try only waits. */
  List<Output> onTick(long nowMs) {
    if (tries == TRIES || nowMs < nextTryMs) return List.of();
    tries++;
    nextTryMs = nowMs + timeoutMs;
    return List.of(new Transmit(Destination.Group.INSTANCE, request));
  }

  /** Says whether {@code response} answers this question and not an earlier one. */
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

  /** Says whether the first question has had its time. */
  boolean isAskedAgain(long nowMs) {
    return tries > 1 || (tries == 1 && nowMs >= nextTryMs);
  }

  /** Says whether everybody in {@code trusted} agreed, or nobody objected to any of the tries. */
  boolean isOver(Collection<MemberId> trusted, long nowMs) {
    return agreed.containsAll(trusted) || (tries == TRIES && nowMs >= nextTryMs);
  }
}
