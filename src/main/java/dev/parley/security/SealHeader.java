package dev.parley.security;

import java.nio.ByteBuffer;
import java.util.Optional;

/** What precedes the sealed bytes of a datagram, in the clear and authenticated. */
record SealHeader(KeyId key, Salt salt, Kind kind, long counter) {
  /** For whom a datagram is. */
  enum Kind {
    GROUP(1),
    SEEDS(2),
    ONE(3);

    private final int code;

    Kind(int code) {
      this.code = code;
    }

    int code() {
      return code;
    }

    static Optional<Kind> of(int code) {
      for (var kind : values()) if (kind.code == code) return Optional.of(kind);
      return Optional.empty();
    }
  }

  static final int MAGIC = 0xC4AA;
  static final int VERSION = 1;
  static final int BYTES = 2 + 1 + 4 + Salt.BYTES + 1 + 8;

  void write(byte[] out) {
    var header = ByteBuffer.wrap(out, 0, BYTES);
    header.putShort((short) MAGIC).put((byte) VERSION).putInt(key.value());
    salt.write(header);
    header.put((byte) kind.code()).putLong(counter);
  }

  static boolean isSealed(byte[] datagram) {
    return datagram.length >= 2
        && (datagram[0] & 0xff) == MAGIC >> 8
        && (datagram[1] & 0xff) == (MAGIC & 0xff);
  }

  /** Empty if the datagram is too short, of another version or for nobody. */
  static Optional<SealHeader> read(byte[] datagram) {
    if (datagram.length < BYTES + LifeKey.TAG_BYTES || !isSealed(datagram)) return Optional.empty();
    var in = ByteBuffer.wrap(datagram, 2, BYTES - 2);
    if (in.get() != VERSION) return Optional.empty();
    var key = new KeyId(in.getInt());
    var salt = Salt.read(in);
    return Kind.of(in.get()).map(kind -> new SealHeader(key, salt, kind, in.getLong()));
  }
}
