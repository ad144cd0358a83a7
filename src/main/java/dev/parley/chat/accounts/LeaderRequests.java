package dev.parley.chat.accounts;

import dev.parley.chat.accounts.LeaderMessage.Ask;
import dev.parley.chat.accounts.LeaderMessage.Denied;
import dev.parley.chat.accounts.LeaderMessage.Question;
import dev.parley.chat.accounts.LeaderMessage.Verdict;
import dev.parley.chat.model.Refusal;
import dev.parley.chat.model.Refusal.Code;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The requests of one node that wait for the leader's verdict: they are sent again until a verdict
 * comes, also to the next leader, and given up after a while.
 *
 * @param <T> the type of the callers that wait
 */
public final class LeaderRequests<T> {
  /** A request is sent again after this time. */
  public static final long RESEND_MS = 250;

  /**
   * A caller that waits is notified that there is no leader when no verdict has come for this long.
   */
  public static final long PATIENCE_MS = 600;

  /** At most this many requests may wait; one more is refused. */
  public static final int MAX_CALLS = 1_000;

  /** An action that the shell must perform. */
  public sealed interface Output<T> {}

  public record Send<T>(Ask ask) implements Output<T> {}

  public record Awaiting<T>(T caller) implements Output<T> {}

  public record Done<T>(T caller, Verdict verdict) implements Output<T> {}

  private static final class Call<T> {
    private final T caller;
    private final Ask ask;
    private final long sinceMs;
    private long sentMs;
    private boolean told;

    private Call(T caller, Ask ask, long sinceMs) {
      this.caller = caller;
      this.ask = ask;
      this.sinceMs = sinceMs;
      this.sentMs = sinceMs;
    }
  }

  private final long giveUpMs;
  private final TreeMap<Long, Call<T>> calls = new TreeMap<>();
  private long lastRequest;

  /**
   * The numbers of the requests follow {@code lastRequest}: a random number, or who sees none of
   * the datagrams could forge the answer to a request.
   */
  public LeaderRequests(long giveUpMs, long lastRequest) {
    this.giveUpMs = giveUpMs;
    this.lastRequest = lastRequest;
  }

  public List<Output<T>> onCall(T caller, Question question, long nowMs) {
    if (calls.size() == MAX_CALLS) {
      return List.of(
          new Done<>(
              caller,
              new Denied(
                  Refusal.retry(
                      Code.RATE_LIMITED,
                      "Too many requests wait for the leader: try again in a second.",
                      1_000))));
    }
    var ask = new Ask(++lastRequest, question);
    calls.put(ask.request(), new Call<>(caller, ask, nowMs));
    return List.of(new Send<>(ask));
  }

  /** A verdict that nobody waits for any more is ignored. */
  public Optional<Done<T>> onAnswer(LeaderMessage.Answer answer) {
    return Optional.ofNullable(calls.remove(answer.request()))
        .map(call -> new Done<>(call.caller, answer.verdict()));
  }

  /** There is a new leader: it does not know the requests that its predecessor received. */
  public List<Output<T>> onLeader(long nowMs) {
    var outputs = new ArrayList<Output<T>>();
    for (var call : calls.values()) {
      call.sentMs = nowMs;
      outputs.add(new Send<>(call.ask));
    }
    return outputs;
  }

  public List<Output<T>> onTick(long nowMs) {
    var outputs = new ArrayList<Output<T>>();
    for (var call : List.copyOf(calls.values())) {
      if (nowMs - call.sinceMs >= giveUpMs) {
        calls.remove(call.ask.request());
        outputs.add(
            new Done<>(
                call.caller,
                new Denied(
                    Refusal.retry(
                        Code.UNAVAILABLE,
                        "The servers have no leader at the moment: try again in a few seconds.",
                        2_000))));
        continue;
      }
      if (!call.told && nowMs - call.sinceMs >= PATIENCE_MS) {
        call.told = true;
        outputs.add(new Awaiting<>(call.caller));
      }
      if (nowMs - call.sentMs >= RESEND_MS) {
        call.sentMs = nowMs;
        outputs.add(new Send<>(call.ask));
      }
    }
    return outputs;
  }
}
