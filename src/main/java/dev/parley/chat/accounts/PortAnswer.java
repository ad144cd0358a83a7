package dev.parley.chat.accounts;

/** The answer of a machine that is asked for a connection to a member's port. */
public enum PortAnswer {
  /** The machine is up, and no process has the port: the process that had it is dead. */
  REFUSES,
  /** A process has the port. */
  LISTENS,
  /** No answer came in time: that proves nothing. */
  SILENT
}
