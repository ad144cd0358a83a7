package dev.parley.protocol.multicast;

/**
 * How much of its past a member names in its frames. Members of one view may differ in this: every
 * frame says which it is, and what is delivered, and in which order, is the same.
 */
public enum DependencyMode {
  /** The immediate predecessors: a few entries, however many members there are. */
  FRONTIER,

  /** An entry for each member: what {@link #FRONTIER} is compared with. */
  DENSE
}
