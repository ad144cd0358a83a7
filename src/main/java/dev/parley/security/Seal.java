package dev.parley.security;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.parley.protocol.Destination;
import dev.parley.protocol.Endpoint;
import dev.parley.security.SealHeader.Kind;
import java.util.random.RandomGenerator;

/**
 * One life of this process: seals datagrams under a salt of its own, each with a number of its own.
 * A datagram to one process is bound to its address, so no other opens it.
 */
final class Seal {
  /** AES-GCM loses its proof long after this; a new salt costs nothing. */
  static final long MAX_DATAGRAMS = 1L << 32;

  private static final byte[] UNBOUND = {};

  private final ClusterKey from;
  private final Salt salt;
  private final LifeKey key;
  private long toGroup;
  private long toOne;

  Seal(ClusterKey from, RandomGenerator random) {
    this.from = from;
    this.salt = Salt.draw(random);
    this.key = LifeKey.derive(from, salt);
  }

  KeyId keyId() {
    return from.id();
  }

  Salt salt() {
    return salt;
  }

  /** The last number of a datagram to the group, and of one to seeds or a single process. */
  long lastNumber(boolean isToGroup) {
    return isToGroup ? toGroup : toOne;
  }

  boolean isWornOut() {
    return toGroup + toOne >= MAX_DATAGRAMS;
  }

  byte[] seal(Destination to, byte[] plain) {
    var kind = kind(to);
    var header = new SealHeader(from.id(), salt, kind, kind == Kind.GROUP ? ++toGroup : ++toOne);
    byte[] out = new byte[SealHeader.BYTES + plain.length + LifeKey.TAG_BYTES];
    header.write(out);
    key.seal(header, to instanceof Destination.One one ? bound(one.bus()) : UNBOUND, plain, out);
    return out;
  }

  private static Kind kind(Destination to) {
    if (to instanceof Destination.One) return Kind.ONE;
    return to == Destination.Seeds.INSTANCE ? Kind.SEEDS : Kind.GROUP;
  }

  /** What a datagram of {@code kind} authenticates beside its header, at its receiver. */
  static byte[] boundTo(Kind kind, Endpoint receiver) {
    return kind == Kind.ONE ? bound(receiver) : UNBOUND;
  }

  private static byte[] bound(Endpoint receiver) {
    return receiver.toString().getBytes(UTF_8);
  }
}
