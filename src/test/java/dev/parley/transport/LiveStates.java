package dev.parley.transport;

import dev.parley.chat.BucketDigests;
import dev.parley.chat.BucketSet;
import dev.parley.chat.ChatState;
import dev.parley.chat.PartialState;
import dev.parley.group.LiveState;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** States that are copied in tests. */
public final class LiveStates {
  /** A state with nothing in it. */
  public static final LiveState EMPTY = of(new ChatState());

  private LiveStates() {}

  /** {@code state}, which must not change while it is copied. */
  public static LiveState of(ChatState state) {
    return new LiveState() {
      @Override
      public CompletionStage<BucketSet> different(BucketDigests known) {
        return CompletableFuture.completedFuture(state.perhapsDifferent(known));
      }

      @Override
      public CompletionStage<PartialState> copy(BucketSet buckets) {
        return CompletableFuture.completedFuture(
            new PartialState(state.contents(buckets), buckets));
      }
    };
  }
}
