package dev.parley.http;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

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

  private static final class Connection {
    private final String address;
    private long sinceMs;
    private boolean isWaiting = true;

    Connection(String address, long nowMs) {
      this.address = address;
      this.sinceMs = nowMs;
    }
  }

  private final int maxWaiting;
  private final int maxAnswering;
  private final Map<Long, Connection> connections = new LinkedHashMap<>();

  /** {@code places}: all connections that HTTP may have. */
  ConnectionTable(int places) {
    // Half of them are for chats, whatever else there is.
    maxWaiting = Math.max(1, Math.min(MAX_WAITING, places / 4));
    maxAnswering = Math.max(1, Math.min(MAX_ANSWERING, places / 4));
  }

  /** A new connection waits for its first head; the result is another one to be ended, if any. */
  OptionalLong onOpened(long id, String address, long nowMs) {
    connections.put(id, new Connection(address, nowMs));
    boolean isCrowded = connections.values().stream().filter(c -> c.isWaiting).count() > maxWaiting;
    return isCrowded ? victim() : OptionalLong.empty();
  }

  /**
   * A whole head has arrived. Returns false if the request must not be answered now: too many are,
   * or half of what is free are this address's.
   */
  boolean onRequest(long id) {
    var connection = connections.get(id);
    if (connection == null) return true; // it is being ended
    long mine = 0;
    long others = 0;
    for (var other : connections.values()) {
      if (other.isWaiting) continue;
      if (other.address.equals(connection.address)) mine++;
      else others++;
    }
    connection.isWaiting = false;
    return mine + 1 <= Math.max(1, (maxAnswering - others) / 2);
  }

  /** The response is ready; the connection waits for another request. */
  void onAnswered(long id, long nowMs) {
    var connection = connections.get(id);
    if (connection == null) return;
    connection.isWaiting = true;
    connection.sinceMs = nowMs;
  }

  /** It was closed, is being ended, or became a chat. */
  void onGone(long id) {
    connections.remove(id);
  }

  /** The connections that have waited for too long. */
  List<Long> onTick(long nowMs) {
    var late = new ArrayList<Long>();
    connections.forEach(
        (id, connection) -> {
          if (connection.isWaiting && nowMs - connection.sinceMs >= HEAD_PATIENCE_MS) late.add(id);
        });
    return late;
  }

  /** The connections that this table lets be; the others are for chats. */
  int places() {
    return maxWaiting + maxAnswering;
  }

  int size() {
    return connections.size();
  }

  private OptionalLong victim() {
    var waiting = new HashMap<String, Integer>();
    for (var connection : connections.values())
      if (connection.isWaiting) waiting.merge(connection.address, 1, Integer::sum);
    return connections.entrySet().stream()
        .filter(entry -> entry.getValue().isWaiting)
        .min(
            Comparator.comparingInt(
                    (Map.Entry<Long, Connection> entry) ->
                        -waiting.getOrDefault(entry.getValue().address, 0))
                .thenComparingLong(entry -> entry.getValue().sinceMs))
        .map(entry -> OptionalLong.of(entry.getKey()))
        .orElseGet(OptionalLong::empty);
  }
}
