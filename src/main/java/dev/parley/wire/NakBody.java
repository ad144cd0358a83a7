package dev.parley.wire;

import dev.parley.protocol.MemberId;
import dev.parley.protocol.Message;
import dev.parley.protocol.multicast.MulticastMessage.Nak;
import dev.parley.protocol.multicast.MulticastMessage.Range;
import dev.parley.protocol.multicast.MulticastSettings;
import java.util.ArrayList;

/** Runs of numbers, each as its distance from the end of the run before and its length. */
final class NakBody implements MessageBody {
  @Override
  public void write(Message message, MemberId from, ByteWriter out) {
    var nak = (Nak) message;
    if (nak.missing().size() > MulticastSettings.MAX_NAK_RANGES) {
      throw new FrameTooLargeException(
          nak.missing().size() + " runs, a question has " + MulticastSettings.MAX_NAK_RANGES);
    }
    IdCodec.write(nak.view(), out);
    IdCodec.write(nak.origin(), out);
    out.u8(nak.isToAll() ? 1 : 0).varint(nak.missing().size());
    long end = 0;
    for (var range : nak.missing()) {
      out.zigzag(range.first() - end).zigzag(range.last() - range.first());
      end = range.last();
    }
  }

  @Override
  public Nak read(ByteReader in, MemberId from) {
    var view = IdCodec.view(in);
    var origin = IdCodec.member(in);
    boolean isToAll = in.flag();
    int ranges = in.count(MulticastSettings.MAX_NAK_RANGES);
    var missing = new ArrayList<Range>();
    long end = 0;
    for (int i = 0; i < ranges; i++) {
      long first = end + in.zigzag();
      end = first + in.zigzag();
      missing.add(new Range(first, end));
    }
    in.requireEnd();
    return new Nak(view, origin, missing, isToAll);
  }
}
