package dev.parley.wire;

import dev.parley.protocol.MemberId;
import dev.parley.protocol.membership.MembershipMessage.Announce;
import dev.parley.protocol.membership.MembershipMessage.Discover;
import dev.parley.protocol.version.VersionOffer;
import java.util.Optional;

/**
 * Frames to datagrams and back. The header is the same for every message: magic, version, type,
 * cluster, sender; the body depends on the type. {@code doc/wire-format.md} has the tables.
 *
 * <p>Decoding never throws and never allocates more than a small multiple of the datagram, whatever
 * the bytes are. Safe for use by several threads.
 */
public final class FrameCodec {
  static final int MAGIC = 0xC4A7;

  /** Enough for most datagrams without growing. */
  private static final int EXPECTED_BYTES = 1_500;

  private final String cluster;
  private final VersionOffer versions;

  /** A codec for frames of {@code cluster}; those of others are recognised, not decoded. */
  public FrameCodec(String cluster) {
    this(cluster, VersionOffer.OWN);
  }

  FrameCodec(String cluster, VersionOffer versions) {
    this.cluster = cluster;
    this.versions = versions;
  }

  /** The number of bytes of a datagram of {@code cluster} before its sender's name. */
  public static int headerBytes(String cluster) {
    return new ByteWriter(0).u16(MAGIC).u8(0).u8(0).text(cluster).size();
  }

  /**
   * The datagram that carries {@code frame}, in the oldest version that this node speaks.
   * FrameTooLargeException if there is none: a limit of {@link WireLimits} is exceeded.
   * IllegalArgumentException if no type is registered for the message.
   */
  public byte[] encode(Frame frame) {
    return encode(frame, versions.oldest());
  }

  /** As {@link #encode(Frame)}, in {@code version}, which is one that this node speaks. */
  public byte[] encode(Frame frame, int version) {
    if (!versions.speaks(version))
      throw new IllegalArgumentException("this node does not write version " + version);
    var type =
        MessageTypes.ALL
            .of(frame.message())
            .orElseThrow(() -> new IllegalArgumentException("no code for " + frame.message()));
    var out = new ByteWriter(EXPECTED_BYTES);
    out.u16(MAGIC).u8(version).u8(type.code()).text(frame.cluster());
    IdCodec.write(frame.from(), out);
    type.body().write(frame.message(), frame.from(), out);
    if (out.size() > WireLimits.MAX_DATAGRAM_BYTES) {
      throw new FrameTooLargeException(
          type.message().getSimpleName()
              + " of "
              + out.size()
              + " bytes, a datagram takes "
              + WireLimits.MAX_DATAGRAM_BYTES);
    }
    return out.toArray();
  }

  public Decoded decode(byte[] datagram) {
    return decode(datagram, Optional.empty());
  }

  /**
   * As {@link #decode(byte[])}, but skips the datagrams of {@code self}, except those that name the
   * sender's address: they reveal a copy of this node.
   */
  public Decoded decode(byte[] datagram, Optional<MemberId> self) {
    if (datagram.length > WireLimits.MAX_DATAGRAM_BYTES) {
      return new Decoded.Malformed(datagram.length + " bytes are too many");
    }
    try {
      return decode(new ByteReader(datagram), self);
    } catch (MalformedException e) {
      return new Decoded.Malformed(e.reason());
    } catch (IllegalArgumentException e) {
      // The messages' own checks: a member without a name, a negative count.
      return new Decoded.Malformed(String.valueOf(e.getMessage()));
    }
  }

  /** Returns true if such a message names the address of its sender. */
  private static boolean saysWhere(MessageTypes.Type type) {
    return type.message() == Discover.class || type.message() == Announce.class;
  }

  private String spoken() {
    return versions.oldest() == versions.newest()
        ? Integer.toString(versions.newest())
        : versions.oldest() + " to " + versions.newest();
  }

  private Decoded decode(ByteReader in, Optional<MemberId> self) {
    if (in.u16() != MAGIC) return new Decoded.Malformed("not of this protocol");
    int version = in.u8();
    int code = in.u8();
    if (!versions.speaks(version) && code != MessageTypes.HELLO) {
      return new Decoded.Malformed("version " + version + ", this node speaks " + spoken());
    }
    var theirs = in.text(WireLimits.MAX_CLUSTER_BYTES);
    if (!theirs.equals(cluster)) return new Decoded.Foreign(theirs);
    var from = IdCodec.member(in);
    var type = MessageTypes.ALL.of(code);
    boolean isOwn = self.isPresent() && self.get().equals(from);
    if (isOwn && type.filter(FrameCodec::saysWhere).isEmpty()) return Decoded.Own.INSTANCE;
    if (type.isEmpty()) return new Decoded.Malformed("unknown type " + code);
    return new Decoded.Ok(new Frame(theirs, from, type.get().body().read(in, from)));
  }
}
