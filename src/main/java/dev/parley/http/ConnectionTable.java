package dev.parley.http;

import dev.parley.session.limits.ConnectionsByAddress;
import dev.parley.session.limits.FairShare;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The open HTTP connections that are not chats, and the rules that keep a way in for everybody. A
 * connection waits for the head of a request, or is being answered. Nobody is turned away because
 * others wait: one more than there is room for ends the oldest of the address that has the most, so
 * that a host that opens thousands of slow ones displaces only its own.
 */
final class ConnectionTable {
  /** A head fits one packet; whoever takes longer is broken, or means harm. */
  static final long HEAD_PATIENCE_MS = 10_000;

  /** A page and its files need six each; what watches a node needs one. */
  static final int MAX_WAITING = 256;

  /** Only requests with a slow body are answered for longer than some milliseconds. */
  static final int MAX_ANSWERING = 64;

  private final int maxWaiting;
  private final int maxAnswering;
  private final ConnectionsByAddress<Long> waiting = new ConnectionsByAddress<>();
  private final ConnectionsByAddress<Long> answering = new ConnectionsByAddress<>();
  private final Map<Long, Long> sinceMs = new LinkedHashMap<>(); // of those that wait

  /** {@code places}: all connections that HTTP may have. */
  ConnectionTable(int places) {
    // Half of them are for chats, whatever else there is.
    maxWaiting = Math.max(1, Math.min(MAX_WAITING, places / 4));
    maxAnswering = Math.max(1, Math.min(MAX_ANSWERING, places / 4));
  }

  /**
   * A new connection waits for its first head; the result is another one to be ended, if any.
   * Addresses with the same {@code share} count as one.
   */
  Optional<Long> onOpened(long id, String share, long nowMs) {
    await(id, share, nowMs);
    return waiting.size() > maxWaiting ? waiting.oldestOfTheMost() : Optional.empty();
  }

  private void await(long id, String share, long nowMs) {
    waiting.enter(id, share);
    sinceMs.put(id, nowMs);
  }

  /**
   * A whole head has arrived. Returns false if the request must not be answered now: too many are,
   * or half of what is free are this address's. {@code share}: of the address that the request is
   * from, which is not that of its connection if a proxy has that.
   */
  boolean onRequest(long id, String share) {
    if (waiting.leave(id).isEmpty()) return true; // it is being ended
    sinceMs.remove(id);
    int own = answering.count(share);
    long most = FairShare.HALF.most(answering.size() - own, maxAnswering);
    answering.enter(id, share);
    return own < most;
  }

  /** The response is ready; the connection waits for another request. */
  void onAnswered(long id, long nowMs) {
    answering.leave(id).ifPresent(share -> await(id, share, nowMs));
  }

  /** It was closed, is being ended, or became a chat. */
  void onGone(long id) {
    waiting.leave(id);
    answering.leave(id);
    sinceMs.remove(id);
  }

  /** The connections that have waited for too long. */
  List<Long> onTick(long nowMs) {
    return sinceMs.entrySet().stream()
        .filter(entry -> nowMs - entry.getValue() >= HEAD_PATIENCE_MS)
        .map(Map.Entry::getKey)
        .toList();
  }

  /** The connections that this table lets be; the others are for chats. */
  int places() {
    return maxWaiting + maxAnswering;
  }

  int size() {
    return waiting.size() + answering.size();
  }
}
