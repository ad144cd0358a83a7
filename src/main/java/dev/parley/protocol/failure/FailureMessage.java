package dev.parley.protocol.failure;

import dev.parley.protocol.MemberId;
import dev.parley.protocol.Message;
import dev.parley.protocol.ViewId;

/**
 * The messages of failure detection; {@code doc/protocol/failure-detection.md} describes their use.
 */
public sealed interface FailureMessage extends Message {
  /**
   * "I am alive in {@code view}, and heard the others this long ago". A heartbeat of another view
   * is no sign of life in this one.
   */
  record Heartbeat(ViewId view, long counter, LivenessDigest heard) implements FailureMessage {}

  /** The evidence for the death of a suspect, sent with the question about it. */
  enum Evidence {
    /** Nothing was heard for long. */
    SILENCE,
    /** The connection to it ended, which a box between the two can do as well. */
    LINK_CLOSED,
    /** And a new connection to its port was refused at once. */
    LINK_REFUSED
  }

  /**
   * "Who has heard {@code suspect} in {@code view}?" The suspect is asked as well, and its own
   * answer decides.
   */
  record ConfirmRequest(ViewId view, MemberId suspect, long nonce, Evidence evidence)
      implements FailureMessage {}

  /** The answer: how long ago the answerer last heard the suspect in that view. */
  record ConfirmResponse(ViewId view, MemberId suspect, long nonce, long heardMsAgo)
      implements FailureMessage {}
}
