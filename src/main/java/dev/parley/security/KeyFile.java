package dev.parley.security;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * What the nodes of one cluster share and nobody else knows. The first of {@code busKeys} seals the
 * datagrams between members, and all of them open these; so do {@code ticketKeys} with the tickets
 * of clients. {@code fakeSaltSecret} makes the salts of names that nobody has; it never changes, as
 * such a salt must not. {@code authority} is empty until one was made.
 */
public record KeyFile(
    String cluster,
    List<ClusterKey> busKeys,
    List<ClusterKey> ticketKeys,
    Secret fakeSaltSecret,
    Optional<Authority> authority) {
  /** A rotation needs two of a kind; more are forgotten ones. */
  public static final int MAX_KEYS = 8;

  /** As the limit of the wire. */
  public static final int MAX_CLUSTER_LENGTH = 64;

  public KeyFile {
    busKeys = List.copyOf(busKeys);
    ticketKeys = List.copyOf(ticketKeys);
    if (cluster.isEmpty() || cluster.length() > MAX_CLUSTER_LENGTH)
      throw new IllegalArgumentException(
          "a cluster's name has 1 to " + MAX_CLUSTER_LENGTH + " characters");
    check("bus", busKeys);
    check("ticket", ticketKeys);
    if (fakeSaltSecret.length() != ClusterKey.BYTES)
      throw new IllegalArgumentException("the secret has " + ClusterKey.BYTES + " bytes");
  }

  private static void check(String kind, List<ClusterKey> keys) {
    if (keys.isEmpty() || keys.size() > MAX_KEYS)
      throw new IllegalArgumentException("1 to " + MAX_KEYS + " lines '" + kind + "' are needed");
    var ids = new LinkedHashSet<KeyId>();
    for (var key : keys) {
      if (!ids.add(key.id()))
        throw new IllegalArgumentException("the id " + key.id() + " is given to two keys");
    }
  }

  /** A new cluster's file, without an authority. */
  public static KeyFile draw(String cluster, RandomGenerator random, Instant now) {
    return new KeyFile(
        cluster,
        List.of(ClusterKey.draw(random, now)),
        List.of(ClusterKey.draw(random, now)),
        Secret.draw(ClusterKey.BYTES, random),
        Optional.empty());
  }

  /** The key that seals. */
  public ClusterKey sealingKey() {
    return busKeys.get(0);
  }

  /** The same with the authority that signs from now on; those of before stay trusted. */
  public KeyFile withAuthority(byte[] pkcs8, byte[] certificateDer) {
    var certificates = new ArrayList<Certificate>();
    certificates.add(Certificate.of(certificateDer));
    authority.ifPresent(former -> certificates.addAll(former.certificates()));
    return with(Optional.of(new Authority(Secret.of(pkcs8), certificates)));
  }

  /** The same with another authority. */
  public KeyFile with(Optional<Authority> other) {
    return new KeyFile(cluster, busKeys, ticketKeys, fakeSaltSecret, other);
  }

  KeyFile withBusKeys(List<ClusterKey> keys) {
    return new KeyFile(cluster, keys, ticketKeys, fakeSaltSecret, authority);
  }

  KeyFile withTicketKeys(List<ClusterKey> keys) {
    return new KeyFile(cluster, busKeys, keys, fakeSaltSecret, authority);
  }

  /** The value of {@code make}, or why it could not be made. */
  static Parsed checked(Supplier<KeyFile> make) {
    try {
      return new Parsed.Ok(make.get());
    } catch (IllegalArgumentException e) {
      return new Parsed.Refused(String.valueOf(e.getMessage()));
    }
  }

  /** The outcome of reading a file. */
  public sealed interface Parsed {
    record Ok(KeyFile file) implements Parsed {}

    /** {@code reason} follows "The key file … cannot be used: " and has no secret. */
    record Refused(String reason) implements Parsed {}
  }
}
