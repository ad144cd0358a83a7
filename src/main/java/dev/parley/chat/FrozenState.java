package dev.parley.chat;

/**
 * The state of a member that is frozen for a view change, with the digests of its buckets; both
 * stay as they are.
 */
public record FrozenState(ChatSnapshot state, BucketDigests digests) {
  public static FrozenState of(ChatSnapshot state) {
    return new FrozenState(state, BucketDigests.of(state));
  }

  /** What is different here from a state with these digests. */
  public PartialState differenceFrom(BucketDigests theirs) {
    return PartialState.of(state, digests.different(theirs));
  }
}
