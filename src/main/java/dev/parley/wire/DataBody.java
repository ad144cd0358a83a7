package dev.parley.wire;

import dev.parley.protocol.Dependencies;
import dev.parley.protocol.Dot;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Message;
import dev.parley.protocol.multicast.DataFrame;
import dev.parley.protocol.multicast.MulticastMessage.Data;
import dev.parley.protocol.multicast.Payload;
import java.util.ArrayList;

/**
 * Frames, each told as its difference to the one before it: frames of a batch follow each other, so
 * nearly all of a frame but its payload is zeros. The first frame differs from a frame of the
 * sender's with number 0. Frames go on to the end of the datagram.
 */
final class DataBody implements MessageBody {
  private static final int OTHER_ORIGIN = 1;
  private static final int WHOLE_DEPENDENCIES = 2;
  private static final int FLAGS = OTHER_ORIGIN | WHOLE_DEPENDENCIES;

  @Override
  public void write(Message message, MemberId from, ByteWriter out) {
    var data = (Data) message;
    if (data.frames().size() > WireLimits.MAX_FRAMES) {
      throw new FrameTooLargeException(
          data.frames().size() + " frames, a datagram takes " + WireLimits.MAX_FRAMES);
    }
    Names.write(data.view(), out);
    var previous = new Previous(from);
    for (var frame : data.frames()) previous.write(frame, out);
  }

  @Override
  public Data read(ByteReader in, MemberId from) {
    var view = Names.view(in);
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
    private MemberId origin;
    private long seq;
    private long[] dependencies = {};

    Previous(MemberId from) {
      this.origin = from;
    }

    void write(DataFrame frame, ByteWriter out) {
      var dot = frame.dot();
      var now = frame.dependencies().toArray();
      boolean other = !dot.origin().equals(origin);
      // An empty vector says nothing by its differences, so it is always told whole.
      boolean whole = now.length != dependencies.length || now.length == 0;
      out.u8((other ? OTHER_ORIGIN : 0) | (whole ? WHOLE_DEPENDENCIES : 0));
      if (other) Names.write(dot.origin(), out);
      out.zigzag(dot.seq() - seq - 1);
      if (whole) Vectors.write(now, out);
      else Vectors.writeChanges(dependencies, now, out);
      out.block(frame.payload().unsafeArray());
      remember(dot, now);
    }

    DataFrame read(ByteReader in) {
      int flags = in.u8();
      if ((flags & ~FLAGS) != 0) throw new MalformedException("unknown frame flags " + flags);
      var from = (flags & OTHER_ORIGIN) != 0 ? Names.member(in) : origin;
      var dot = new Dot(from, seq + 1 + in.zigzag());
      boolean whole = (flags & WHOLE_DEPENDENCIES) != 0;
      var now = whole ? Vectors.read(in) : Vectors.readChanges(dependencies, in);
      var payload = Payload.wrap(in.block(WireLimits.MAX_DATAGRAM_BYTES));
      remember(dot, now);
      return new DataFrame(dot, Dependencies.of(now), payload);
    }

    private void remember(Dot dot, long[] now) {
      origin = dot.origin();
      seq = dot.seq();
      dependencies = now;
    }
  }
}
