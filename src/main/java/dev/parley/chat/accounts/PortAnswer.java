package dev.parley.chat.accounts;

/** What a machine says when it is asked for a connection to a member's port. */
public enum PortAnswer {
  /** The machine is up, and nobody has the port: whoever had it is dead. */
  REFUSES,
  /** Somebody has the port. */
  LISTENS,
  /** Nothing in time: that proves nothing. */
  SILENT
}
