package dev.parley.security;

import dev.parley.protocol.MemberId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What other nodes said of their keys, and the highest incarnation of each that was proven. */
final class SealPeers {
  /** As {@link Lives#MAX}: nodes that were ever heard. */
  static final int MAX = Lives.MAX;

  /** {@code knowsUs}: it was greeted by the present life of this process. */
  record Peer(Greeting greeting, boolean knowsUs) {
    boolean opens(KeyId key) {
      return greeting.opens().contains(key);
    }

    boolean seals() {
      return greeting.seals() != null;
    }

    boolean sealsWith(KeyId key) {
      return key.equals(greeting.seals());
    }
  }

  private final Map<String, Peer> peers = new LinkedHashMap<>();
  private final Map<String, Long> incarnations = new LinkedHashMap<>();
  private final Map<String, Long> heard = new LinkedHashMap<>();

  /** Returns false if the node was proven to live in a later incarnation already. */
  boolean isCurrent(MemberId id) {
    var highest = incarnations.get(id.node());
    return highest == null || id.incarnation() >= highest;
  }

  /** {@code id} was heard in a life that was proven. */
  void onProven(MemberId id, long nowMs) {
    if (heard.size() >= MAX && !heard.containsKey(id.node())) forgetFirst(heard);
    heard.put(id.node(), nowMs);
    var highest = incarnations.get(id.node());
    if (highest != null && highest >= id.incarnation()) return;
    if (highest == null && incarnations.size() >= MAX) forgetFirst(incarnations);
    incarnations.put(id.node(), id.incarnation());
  }

  /** When the node was heard last; long ago if it never was. */
  long heardMs(String node) {
    return heard.getOrDefault(node, Long.MIN_VALUE);
  }

  void onGreeting(Greeting greeting, @Nullable Boolean knowsUs) {
    var node = greeting.sender().node();
    var before = peers.remove(node);
    // A greeting that does not name this process says nothing about it.
    boolean knows = knowsUs != null ? knowsUs : before != null && before.knowsUs();
    if (peers.size() >= MAX) forgetFirst(peers);
    peers.put(node, new Peer(greeting, knows));
  }

  /** A new life of this process began: nobody knows it. */
  void onNewLife() {
    peers.replaceAll((node, peer) -> new Peer(peer.greeting(), false));
  }

  Optional<Peer> of(String node) {
    return Optional.ofNullable(peers.get(node));
  }

  Iterable<Peer> all() {
    return peers.values();
  }

  private static void forgetFirst(Map<String, ?> map) {
    var first = map.keySet().iterator();
    first.next();
    first.remove();
  }
}
