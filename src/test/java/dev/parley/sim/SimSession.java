package dev.parley.sim;

import dev.parley.replica.ReplicaProtocol.Event;
import dev.parley.replica.ReplicaProtocol.SendAnswer;

/** Whoever has opened a session at a {@link SimChat}: told what the product tells a session. */
interface SimSession {
  void onEvent(Event event);

  /** The answer to the message {@code seq}. */
  void onAnswer(long seq, SendAnswer answer);
}
