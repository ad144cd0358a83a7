package dev.parley.sim;

import dev.parley.chat.BucketDigests;
import dev.parley.chat.BucketSet;
import dev.parley.chat.CopyRounds;
import dev.parley.chat.PartialState;
import dev.parley.chat.StateCache;
import dev.parley.protocol.Member;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Copies what is different in the state of a member before this node joins, some buckets at a time,
 * while that member and its state go on.
 */
final class StateCopy {
  private static final int MOST_SLICES = 4;

  private final SimGroup group;
  private final SimNode node;
  private final SimReplica replica;
  // Of its own: a draw from the run's generator would make every seed another run.
  private final SplittableRandom random;
  private CopyRounds rounds = new CopyRounds();
  private int news;
  private @Nullable StateCache cache;

  StateCopy(SimGroup group, SimNode node, SimReplica replica) {
    this.group = group;
    this.node = node;
    this.replica = replica;
    this.random = new SplittableRandom(node.sim().seed() + group.self().id().incarnation());
  }

  void start(Member holder) {
    rounds = new CopyRounds();
    cache = replica.cache();
    round(holder, Objects.requireNonNull(replica.chat()).digests());
  }

  private void round(Member holder, BucketDigests own) {
    news = 0;
    later(
        () -> {
          var from = holder(holder);
          if (from == null) over(holder, own, true);
          else slice(holder, own, from.onCopied(replica.cache().with(own)));
        });
  }

  /** Some of the buckets, later the next ones. */
  private void slice(Member holder, BucketDigests own, BucketSet buckets) {
    var from = holder(holder);
    if (from == null || buckets.isEmpty()) {
      over(holder, own, from == null);
      return;
    }
    int slices = 1 + random.nextInt(MOST_SLICES);
    int count = 1 + buckets.size() / slices;
    take(from.copy(BucketSet.of(buckets.stream().limit(count))), own);
    var rest = BucketSet.of(buckets.stream().skip(count));
    later(() -> slice(holder, own, rest));
  }

  private void take(PartialState slice, BucketDigests own) {
    var here = chat();
    if (here.isCopyTaken()) here.onCopyArrived(slice);
    else news += replica.cache().put(slice, own);
  }

  private void over(Member holder, BucketDigests own, boolean hasFailed) {
    if (!chat().isCopyTaken()) {
      afterRound(holder, own, hasFailed, replica.cache().with(own).filled().size());
      return;
    }
    var begun = cache;
    chat()
        .awaitCopy(
            kept -> {
              if (group.isStopped() || replica.cache() != begun) return;
              news = kept.news();
              int filled = kept.digests().filled().size();
              afterRound(holder, kept.digests(), hasFailed, filled);
            });
  }

  private void afterRound(Member holder, BucketDigests own, boolean hasFailed, int filled) {
    if (rounds.isAnother(hasFailed, news, filled)) round(holder, own);
    else group.onStateCopied();
  }

  private SimChat chat() {
    return Objects.requireNonNull(replica.chat());
  }

  /** A view ends it. */
  private void later(Runnable step) {
    var begun = cache;
    node.sim()
        .after(
            1 + random.nextLong(node.sim().profile().transferMs()),
            () -> {
              if (group.isStopped()) return;
              if (replica.cache() == begun) step.run();
              else group.onStateCopied();
            });
  }

  private @Nullable SimChat holder(Member holder) {
    return StateFetch.reached(node, holder).flatMap(SimNode::chat).orElse(null);
  }
}
