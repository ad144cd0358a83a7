package dev.parley.transport;

import dev.parley.chat.BucketDigests;
import dev.parley.chat.BucketSet;
import dev.parley.chat.ChatSnapshot;
import dev.parley.chat.PartialState;
import dev.parley.chat.SnapshotBuckets;
import dev.parley.group.FrozenState;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A state that stays frozen. */
public record Frozen(ChatSnapshot state, BucketDigests digests) implements FrozenState {
  public static Frozen of(ChatSnapshot state) {
    return new Frozen(state, SnapshotBuckets.digests(state));
  }

  @Override
  public CompletionStage<Optional<PartialState>> part(BucketSet buckets) {
    return CompletableFuture.completedFuture(Optional.of(SnapshotBuckets.part(state, buckets)));
  }

  /** What is different here from a state with these digests. */
  public PartialState differenceFrom(BucketDigests theirs) {
    return SnapshotBuckets.part(state, digests.different(theirs));
  }
}
