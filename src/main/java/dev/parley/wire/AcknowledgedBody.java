package dev.parley.wire;

import dev.parley.protocol.MemberId;
import dev.parley.protocol.Message;
import dev.parley.protocol.multicast.MulticastMessage.Acknowledged;
import dev.parley.protocol.multicast.SlotVector;

/** The view and one vector. */
final class AcknowledgedBody implements MessageBody {
  @Override
  public void write(Message message, MemberId from, ByteWriter out) {
    var acknowledged = (Acknowledged) message;
    IdCodec.write(acknowledged.view(), out);
    VectorCodec.write(acknowledged.delivered().toArray(), out);
  }

  @Override
  public Acknowledged read(ByteReader in, MemberId from) {
    var view = IdCodec.view(in);
    var delivered = SlotVector.of(VectorCodec.read(in));
    in.requireEnd();
    return new Acknowledged(view, delivered);
  }
}
