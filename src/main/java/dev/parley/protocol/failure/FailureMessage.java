package dev.parley.protocol.failure;

import dev.parley.protocol.MemberId;
import dev.parley.protocol.Message;
import dev.parley.protocol.ViewId;

/** The messages of failure detection; {@code doc/protocol/failure-detection.md} tells their use. */
public sealed interface FailureMessage extends Message {
  /** "I am alive in {@code view}". A heartbeat of another view is no sign of life in this one. */
  record Heartbeat(ViewId view, long counter) implements FailureMessage {}

  /** "Who has heard {@code suspect} in {@code view}?" The suspect itself may answer too. */
  record ConfirmRequest(ViewId view, MemberId suspect, long nonce) implements FailureMessage {}

  /** The answer: how long ago the answerer last heard the suspect in that view. */
  record ConfirmResponse(ViewId view, MemberId suspect, long nonce, long heardMsAgo)
      implements FailureMessage {}
}
