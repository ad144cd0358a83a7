package dev.parley.replica;

/** The reasons why a server ends a session: the codes of {@code closing} in the client protocol. */
public enum ClosingCode {
  SESSION_REPLACED,
  KICKED,
  DRAINING,
  SHUTDOWN,
  NO_ANSWER,
  TOO_SLOW
}
