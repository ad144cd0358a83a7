package dev.parley.protocol.multicast;

/**
 * The condition under which a message counts as replicated: {@code copies} members have it (all of
 * a view that has fewer), on their disks if {@code onDisk}, and delivered otherwise. A member whose
 * state is on disk reports its progress to its channel ({@link CausalChannel#onDurable}), and
 * reports no more to others. Members need not agree: each counts the reports of the others.
 */
public record Replication(int copies, boolean onDisk) {
  /** A message then survives the death of one of the members that have it. */
  public static final int DEFAULT_COPIES = 2;

  /** No message survives the death of more members than that; the largest group has 64. */
  public static final int MAX_COPIES = 64;

  public static final Replication IN_MEMORY = new Replication(DEFAULT_COPIES, false);

  public Replication {
    if (copies < 1 || copies > MAX_COPIES)
      throw new IllegalArgumentException("copies must be 1 to " + MAX_COPIES + ", not " + copies);
  }
}
