package dev.parley.wire;

import dev.parley.protocol.MemberId;
import dev.parley.protocol.Message;

/** How one kind of message becomes bytes. {@code from} is the sender, already in the header. */
interface MessageBody {
  void write(Message message, MemberId from, ByteWriter out);

  /** Reads to the end. {@link MalformedException} or IllegalArgumentException for nonsense. */
  Message read(ByteReader in, MemberId from);
}
