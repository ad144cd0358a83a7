package dev.parley.wire;

import dev.parley.protocol.MemberId;
import dev.parley.protocol.ViewId;

/** Members and views as bytes. */
final class IdCodec {
  private IdCodec() {}

  static void write(MemberId member, ByteWriter out) {
    out.text(member.node()).varint(member.incarnation());
  }

  static MemberId member(ByteReader in) {
    return new MemberId(in.text(WireLimits.MAX_NODE_BYTES), in.varint());
  }

  static void write(ViewId view, ByteWriter out) {
    out.varint(view.epoch());
    write(view.leader(), out);
  }

  static ViewId view(ByteReader in) {
    return new ViewId(in.varint(), member(in));
  }
}
