package dev.parley.group;

import dev.parley.chat.BucketDigests;
import dev.parley.chat.BucketSet;
import dev.parley.chat.PartialState;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The state of a member that is frozen for a view change. Its digests come with it; what is in its
 * buckets is read when somebody asks, which mostly is little. Safe for use by several threads.
 */
public interface FrozenState {
  BucketDigests digests();

  /** What is in these buckets, and what is in none; nothing if the state has changed since. */
  CompletionStage<Optional<PartialState>> part(BucketSet buckets);
}
