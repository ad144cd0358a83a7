package dev.parley.wire;

import dev.parley.protocol.MemberId;
import dev.parley.protocol.Message;

/** The encoding of one kind of message. {@code from} is the sender, already in the header. */
interface MessageBody {
  void write(Message message, MemberId from, ByteWriter out);

  /** Reads to the end. {@link MalformedException} or IllegalArgumentException for invalid bytes. */
  Message read(ByteReader in, MemberId from);
}
