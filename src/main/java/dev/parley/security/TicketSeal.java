package dev.parley.security;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Authenticates the tickets of clients: who does not have one of the keys makes none and changes
 * none. The first key seals, and all of them open. The content can be read by whoever has the
 * ticket. Any thread may use it.
 *
 * <p>A sealed ticket is a version, the id of its key, the content, and HMAC-SHA256 over all of
 * these and the name of the user that it is for. The key of the HMAC is derived (HKDF-SHA256) from
 * the ticket key for this purpose and this cluster.
 */
public final class TicketSeal {
  private static final byte VERSION = 1;
  private static final int HEAD_BYTES = 1 + Integer.BYTES;
  private static final int TAG_BYTES = 32;
  private static final KeyId NO_KEY = new KeyId(0);
  private static final String PURPOSE = "parley ticket 1\n";

  /** A longer one is no ticket, and is not looked at. */
  private static final int MAX_BYTES = 1_024;

  /** RFC 5869: without a salt, as many zeros as the hash is long. */
  private static final byte[] NO_SALT = new byte[TAG_BYTES];

  private record Key(KeyId id, Secret secret) {}

  private final List<Key> keys;

  private TicketSeal(List<Key> keys) {
    this.keys = keys;
  }

  public static TicketSeal of(KeyFile file) {
    return of(file.cluster(), file.ticketKeys());
  }

  /** {@code keys} has at least one. */
  public static TicketSeal of(String cluster, List<ClusterKey> keys) {
    if (keys.isEmpty()) throw new IllegalArgumentException("no key to seal with");
    byte[] purpose = (PURPOSE + cluster).getBytes(UTF_8);
    return new TicketSeal(
        keys.stream()
            .map(key -> new Key(key.id(), Secret.of(Hkdf.derive(key.secret(), NO_SALT, purpose))))
            .toList());
  }

  /**
   * The seal of a cluster without a key file: keyed with what all nodes know of the account's
   * password, so whoever reads that makes tickets of this account.
   */
  public static TicketSeal withoutKey(String cluster, String known) {
    var secret = Secret.of(Hkdf.hmac(NO_SALT, known.getBytes(UTF_8)));
    return of(cluster, List.of(new ClusterKey(NO_KEY, Instant.EPOCH, secret)));
  }

  /** A ticket with {@code content} for the user with this name. */
  public byte[] seal(byte[] content, String name) {
    var key = keys.get(0);
    byte[] sealed =
        ByteBuffer.allocate(HEAD_BYTES + content.length + TAG_BYTES)
            .put(VERSION)
            .putInt(key.id().value())
            .put(content)
            .array();
    byte[] tag = tag(key, sealed, name);
    System.arraycopy(tag, 0, sealed, sealed.length - TAG_BYTES, TAG_BYTES);
    return sealed;
  }

  /** The content of a ticket that was sealed for this name by one of the keys. */
  public Optional<byte[]> open(byte[] sealed, String name) {
    int end = sealed.length - TAG_BYTES;
    if (end < HEAD_BYTES || sealed.length > MAX_BYTES || sealed[0] != VERSION)
      return Optional.empty();
    var id = new KeyId(ByteBuffer.wrap(sealed).getInt(1));
    byte[] tag = Arrays.copyOfRange(sealed, end, sealed.length);
    return keys.stream()
        .filter(key -> key.id().equals(id))
        .filter(key -> MessageDigest.isEqual(tag(key, sealed, name), tag))
        .findFirst()
        .map(key -> Arrays.copyOfRange(sealed, HEAD_BYTES, end));
  }

  /** The number of bytes of the ticket before the tag comes first, so that no two inputs meet. */
  private static byte[] tag(Key key, byte[] sealed, String name) {
    int end = sealed.length - TAG_BYTES;
    byte[] bound = name.getBytes(UTF_8);
    byte[] text =
        ByteBuffer.allocate(Integer.BYTES + end + bound.length)
            .putInt(end)
            .put(sealed, 0, end)
            .put(bound)
            .array();
    return Hkdf.hmac(key.secret().bytes(), text);
  }
}
