package dev.parley.group;

import dev.parley.chat.BucketDigests;
import dev.parley.chat.PartialState;
import dev.parley.protocol.Ballot;
import dev.parley.protocol.Endpoint;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Asks another member for the state that it froze for a ballot. */
public interface SnapshotFetcher {
  /**
   * Makes one attempt to fetch what is different from a state with the digests {@code known}, or
   * the whole state. The answer always comes, and never as a failure of the stage; {@code
   * onProgress} is run now and then while data arrives, on any thread.
   */
  Attempt fetch(Endpoint holder, Ballot ballot, Optional<BucketDigests> known, Runnable onProgress);

  /** {@code cancel} ends the attempt early; its answer does not matter any more. */
  record Attempt(CompletionStage<Answer> answer, Runnable cancel) {}

  sealed interface Answer {}

  /** All that was asked for, verified. */
  record Whole(PartialState state) implements Answer {}

  /** The holder has not frozen for this ballot yet. */
  enum NotYet implements Answer {
    INSTANCE
  }

  /** The holder is gone or refuses, or the data that arrived was damaged. */
  record Failed(String why) implements Answer {}
}
