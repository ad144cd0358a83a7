package dev.parley.chat.model;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * The identity of a chat message: its stream and its number there. It is the same on every server,
 * so a resend is recognised anywhere.
 */
public record MessageId(ClientStream stream, long seq) implements Comparable<MessageId> {
  public MessageId {
    if (seq < 1)
      throw new IllegalArgumentException("numbers in a stream start at 1, this one is " + seq);
  }

  /** This id with that object for its stream, which is the same. */
  MessageId in(ClientStream same) {
    return new MessageId(same, seq);
  }

  /**
   * The UUID under which clients saw messages from before {@link ClaimPair}: a message of that time
   * that still waits keeps it for good, since its receiver may remember it.
   */
  UUID uuid() {
    var name = stream.sender().key() + "\n" + stream.client() + "\n" + seq;
    return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public int compareTo(MessageId other) {
    int byStream = stream.compareTo(other.stream);
    return byStream != 0 ? byStream : Long.compare(seq, other.seq);
  }
}
