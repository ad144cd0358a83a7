package dev.parley.group;

import dev.parley.chat.BucketDigests;
import dev.parley.chat.PartialState;
import java.util.concurrent.CompletionStage;

/**
 * The state of a node that has none of its own, while it copies that of a member: what comes is
 * written down at once, so that little is left to do when all members wait for it. Safe for use by
 * several threads.
 */
public interface CopiedState {
  /**
   * What is on the disk of the copy, by its digests; {@code news} buckets of it were different, or
   * not known, before the last question.
   */
  record Kept(BucketDigests digests, int news) {}

  /** The buckets of {@code slice} are as they are there. */
  void take(PartialState slice);

  /** Completes when everything that was taken before is durable. */
  CompletionStage<Kept> kept();
}
