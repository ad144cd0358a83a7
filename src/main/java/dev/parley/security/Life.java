package dev.parley.security;

import dev.parley.protocol.Endpoint;
import dev.parley.protocol.MemberId;
import dev.parley.security.SealHeader.Kind;
import org.jspecify.annotations.Nullable;

/**
 * One sending life of another process, as far as it was heard. It is {@code proven} when it has
 * named a life of this process: before that, all of its datagrams may be old ones that somebody
 * recorded and sends again.
 */
final class Life {
  /** A lost greeting is repeated after this, at the first. */
  static final long GREET_EVERY_MS = 50;

  /** Up to 1.6 seconds: a genuine life may only have been out of reach. */
  private static final int MAX_DOUBLINGS = 5;

  private final KeyId keyId;
  private final Salt salt;
  private final LifeKey key;
  private final ReplayWindow toGroup = new ReplayWindow();
  private final ReplayWindow toOne = new ReplayWindow();
  private boolean proven;
  private @Nullable MemberId sender;
  private @Nullable Endpoint address;
  private long greetedMs;
  private int greetings;

  Life(ClusterKey from, Salt salt) {
    this.keyId = from.id();
    this.salt = salt;
    this.key = LifeKey.derive(from, salt);
  }

  KeyId keyId() {
    return keyId;
  }

  Salt salt() {
    return salt;
  }

  boolean isNew(SealHeader header) {
    return window(header.kind()).isNew(header.counter());
  }

  void mark(SealHeader header) {
    window(header.kind()).mark(header.counter());
  }

  byte @Nullable [] open(SealHeader header, Endpoint self, byte[] datagram) {
    return key.open(header, Seal.boundTo(header.kind(), self), datagram);
  }

  private ReplayWindow window(Kind kind) {
    return kind == Kind.GROUP ? toGroup : toOne;
  }

  boolean isProven() {
    return proven;
  }

  /** By {@code greeting}; what was sent before it may be a recording, and is late anyway. */
  void prove(Greeting greeting) {
    if (proven) return;
    proven = true;
    greetings = 0;
    toGroup.closeUpTo(greeting.toGroup());
    toOne.closeUpTo(greeting.toOne());
  }

  /** All of its datagrams must be proven again. */
  void doubt() {
    proven = false;
  }

  @Nullable MemberId sender() {
    return sender;
  }

  /** Returns false if another node was named as the sender of this life before. */
  boolean isOf(MemberId named) {
    if (sender != null && !sender.node().equals(named.node())) return false;
    sender = named;
    return true;
  }

  @Nullable Endpoint address() {
    return address;
  }

  void reachAt(Endpoint known) {
    address = known;
  }

  /**
   * Whether it is time to greet it; counts as done. A life that never answers, as a recorded one
   * does not, is greeted ever less often.
   */
  boolean greets(long nowMs) {
    long waitMs = GREET_EVERY_MS << Math.min(greetings - 1, MAX_DOUBLINGS);
    if (greetings > 0 && nowMs - greetedMs < waitMs) return false;
    greetedMs = nowMs;
    greetings++;
    return true;
  }
}
