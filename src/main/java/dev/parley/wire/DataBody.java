package dev.parley.wire;

import dev.parley.protocol.Dependencies;
import dev.parley.protocol.Dot;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Message;
import dev.parley.protocol.multicast.DataFrame;
import dev.parley.protocol.multicast.MulticastMessage.Data;
import dev.parley.protocol.multicast.MulticastSettings;
import dev.parley.protocol.multicast.Payload;
import java.util.ArrayList;

/**
 * Frames, each encoded as its difference to the one before it: frames of a batch follow each other,
 * so nearly all of a frame but its payload is zeros. The first frame differs from a frame of the
 * sender's with number 0. Frames continue to the end of the datagram.
 */
final class DataBody implements MessageBody {
  private static final int OTHER_ORIGIN = 1;
  private static final int NAMES_PREDECESSORS = 4;
  private static final int REMAINING = 8;
  private static final int FLAGS = OTHER_ORIGIN | NAMES_PREDECESSORS | REMAINING;

  @Override
  public void write(Message message, MemberId from, ByteWriter out) {
    var data = (Data) message;
    if (data.frames().size() > WireLimits.MAX_FRAMES) {
      throw new FrameTooLargeException(
          data.frames().size() + " frames, a datagram takes " + WireLimits.MAX_FRAMES);
    }
    IdCodec.write(data.view(), out);
    var previous = new Previous(from);
    for (var frame : data.frames()) previous.write(frame, out);
  }

  @Override
  public Data read(ByteReader in, MemberId from) {
    var view = IdCodec.view(in);
    var frames = new ArrayList<DataFrame>();
    var previous = new Previous(from);
    while (in.remaining() > 0) {
      if (frames.size() == WireLimits.MAX_FRAMES) throw new MalformedException("too many frames");
      frames.add(previous.read(in));
    }
    return new Data(view, frames);
  }

  /** The frame before, as writer and reader both know it. */
  private static final class Previous {
    private final DependencyCoder coder = new DependencyCoder();
    private MemberId origin;
    private long seq;

    Previous(MemberId from) {
      this.origin = from;
    }

    void write(DataFrame frame, ByteWriter out) {
      var dot = frame.dot();
      var dependencies = frame.dependencies();
      boolean isOther = !dot.origin().equals(origin);
      boolean isNaming = dependencies.named() != 0;
      out.u8(
          (isOther ? OTHER_ORIGIN : 0)
              | (isNaming ? NAMES_PREDECESSORS : 0)
              | (frame.remaining() > 0 ? REMAINING : 0));
      if (isOther) IdCodec.write(dot.origin(), out);
      out.zigzag(dot.seq() - seq - 1);
      if (isNaming) coder.write(dependencies, out);
      if (frame.remaining() > 0) out.varint(frame.remaining());
      out.block(frame.payload().unsafeArray());
      remember(dot);
    }

    DataFrame read(ByteReader in) {
      int flags = in.u8();
      if ((flags & ~FLAGS) != 0) throw new MalformedException("unknown frame flags " + flags);
      var from = (flags & OTHER_ORIGIN) != 0 ? IdCodec.member(in) : origin;
      var dot = new Dot(from, seq + 1 + in.zigzag());
      var dependencies = (flags & NAMES_PREDECESSORS) != 0 ? coder.read(in) : Dependencies.NONE;
      int remaining = (flags & REMAINING) != 0 ? in.count(MulticastSettings.MAX_FRAGMENTS - 1) : 0;
      var payload = Payload.wrap(in.block(WireLimits.MAX_DATAGRAM_BYTES));
      remember(dot);
      return new DataFrame(dot, dependencies, payload, remaining);
    }

    private void remember(Dot dot) {
      origin = dot.origin();
      seq = dot.seq();
    }
  }
}
