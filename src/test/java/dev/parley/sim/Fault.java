package dev.parley.sim;

/** What can go wrong, to be counted: a run without its faults proves nothing. */
enum Fault {
  LOST,
  DOUBLED,
  OVERTAKEN,
  CUT_OFF,
  CRASH,
  RESTART,
  GROUP_RESTART,
  PAUSE,
  LEAVE,
  HALT,
  PARTITION,
  LIE
}
