package dev.parley.group;

import dev.parley.chat.BucketDigests;
import dev.parley.chat.BucketSet;
import dev.parley.chat.PartialState;
import java.util.concurrent.CompletionStage;

/**
 * The state of this node while it changes, of which others copy what they lack before they join.
 * Safe for use by several threads.
 */
public interface LiveState {
  /** The buckets that may be different from those of a state with the digests {@code known}. */
  CompletionStage<BucketSet> different(BucketDigests known);

  /** What is in these buckets at some moment, and nothing else. */
  CompletionStage<PartialState> copy(BucketSet buckets);
}
