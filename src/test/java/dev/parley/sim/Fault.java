package dev.parley.sim;

/** What can go wrong, to be counted: a run without its faults proves nothing. */
enum Fault {
  LOST,
  BURST,
  DOUBLED,
  OVERTAKEN,

  /** A recorded datagram was sent again by a stranger. */
  REPLAYED,
  CUT_OFF,

  /** A multicast did not reach a node that unicast would have reached. */
  SWALLOWED,
  FLAPPING,
  CRASH,
  RESTART,
  GROUP_RESTART,
  PAUSE,
  LEAVE,
  HALT,
  CLOCK,
  PARTITION,

  /** A server said that it does not know all that its client has seen. */
  BEHIND,

  /** A voter's machine said that it is dead. */
  PROVEN_DEAD,

  /** A process said what only another may say. */
  IMPOSTURE,

  LIE
}
