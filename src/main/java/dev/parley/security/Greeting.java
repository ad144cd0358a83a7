package dev.parley.security;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.parley.protocol.Endpoint;
import dev.parley.protocol.MemberId;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the seal of one process says to those of others: {@code sender}, which members reach at
 * {@code address}, opens datagrams of the keys {@code opens} and seals with {@code seals} (null: it
 * does not seal yet). {@code heard}: it heard these lives, so it was alive after they began. {@code
 * toGroup} and {@code toOne} are the last numbers of its own datagrams: what has a smaller one is
 * older than this greeting.
 */
record Greeting(
    MemberId sender,
    Endpoint address,
    @Nullable KeyId seals,
    boolean takesPlain,
    List<KeyId> opens,
    long toGroup,
    long toOne,
    List<Heard> heard) {
  /** {@code isProven}: the sender was greeted by that life. */
  record Heard(Salt life, boolean isProven) {}

  /** Half of the largest view: the rest is in the next greeting. */
  static final int MAX_HEARD = 32;

  static final int MAGIC = 0xC4AB;
  static final int VERSION = 1;
  private static final int SEALS = 1;
  private static final int TAKES_PLAIN = 2;

  /** With the longest names, hosts and lists. */
  private static final int MAX_BYTES = 2_048;

  Greeting {
    opens = List.copyOf(opens);
    heard = List.copyOf(heard);
  }

  static boolean isGreeting(byte[] opened) {
    return opened.length >= 2
        && (opened[0] & 0xff) == MAGIC >> 8
        && (opened[1] & 0xff) == (MAGIC & 0xff);
  }

  byte[] encode() {
    var out = ByteBuffer.allocate(MAX_BYTES);
    out.putShort((short) MAGIC).put((byte) VERSION);
    text(out, sender.node());
    out.putLong(sender.incarnation());
    text(out, address.host());
    out.putShort((short) address.port());
    out.put((byte) ((seals == null ? 0 : SEALS) | (takesPlain ? TAKES_PLAIN : 0)));
    out.putInt(seals == null ? 0 : seals.value());
    out.put((byte) opens.size());
    for (var key : opens) out.putInt(key.value());
    out.putLong(toGroup).putLong(toOne).put((byte) heard.size());
    for (var life : heard) {
      life.life().write(out);
      out.put((byte) (life.isProven() ? 1 : 0));
    }
    byte[] bytes = new byte[out.position()];
    out.flip().get(bytes);
    return bytes;
  }

  private static void text(ByteBuffer out, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    out.putShort((short) bytes.length).put(bytes);
  }

  private static String text(ByteBuffer in) {
    byte[] bytes = new byte[Math.min(in.getShort() & 0xffff, in.remaining())];
    in.get(bytes);
    return new String(bytes, UTF_8);
  }

  /** Empty if this is no greeting of this version. Bytes behind it belong to later versions. */
  static Optional<Greeting> decode(byte[] opened) {
    try {
      var in = ByteBuffer.wrap(opened);
      if ((in.getShort() & 0xffff) != MAGIC || in.get() != VERSION) return Optional.empty();
      var sender = new MemberId(text(in), in.getLong());
      var address = new Endpoint(text(in), in.getShort() & 0xffff);
      int flags = in.get();
      var seals = new KeyId(in.getInt());
      int opens = in.get() & 0xff;
      if (opens > KeyFile.MAX_KEYS) return Optional.empty();
      var keys = new ArrayList<KeyId>();
      for (int i = 0; i < opens; i++) keys.add(new KeyId(in.getInt()));
      long toGroup = in.getLong();
      long toOne = in.getLong();
      int count = in.get() & 0xff;
      if (count > MAX_HEARD) return Optional.empty();
      var heard = new ArrayList<Heard>();
      for (int i = 0; i < count; i++) heard.add(new Heard(Salt.read(in), in.get() != 0));
      return Optional.of(
          new Greeting(
              sender,
              address,
              (flags & SEALS) != 0 ? seals : null,
              (flags & TAKES_PLAIN) != 0,
              keys,
              toGroup,
              toOne,
              heard));
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
