package dev.parley.group;

import dev.parley.chat.BucketDigests;
import dev.parley.chat.PartialState;
import dev.parley.protocol.Ballot;
import dev.parley.protocol.Endpoint;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Asks another member for the state that it froze for a ballot. */
public interface SnapshotFetcher {
  /**
   * Makes one attempt to fetch what is different from a state with the digests {@code known}, or
   * the whole state. The answer always comes, and never as a failure of the stage; {@code
   * onProgress} is run now and then while data arrives, on any thread.
   */
  Attempt fetch(Endpoint holder, Ballot ballot, Optional<BucketDigests> known, Runnable onProgress);

  /**
   * Makes one attempt to copy what is different in the state of {@code holder}, which is not
   * frozen, from one with the digests {@code known}. {@code onSlice} gets some buckets at a time,
   * on any thread; the answer comes as above.
   */
  Attempt copy(Endpoint holder, BucketDigests known, Consumer<PartialState> onSlice);

  /** {@code cancel} ends the attempt early; its answer does not matter any more. */
  record Attempt(CompletionStage<Answer> answer, Runnable cancel) {}

  sealed interface Answer {}

  /** All that was asked for, verified. */
  record Whole(PartialState state) implements Answer {}

  /** All that is different was copied. */
  enum Copied implements Answer {
    INSTANCE
  }

  /** The holder has not frozen for this ballot yet. */
  enum NotYet implements Answer {
    INSTANCE
  }

  /** The holder is gone or refuses, or the data that arrived was damaged. */
  record Failed(String why) implements Answer {}
}
