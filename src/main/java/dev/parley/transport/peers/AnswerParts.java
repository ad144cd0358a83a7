package dev.parley.transport.peers;

import dev.parley.chat.BucketSet;
import dev.parley.chat.PartialState;
import dev.parley.group.SnapshotFetcher;
import dev.parley.wire.BucketCodec;
import dev.parley.wire.SnapshotParts;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What the parts of an answer are, by its version. */
interface AnswerParts {
  /** Returns false if {@code part} cannot be the next one; never throws. */
  boolean add(byte[] part);

  /** There are no more parts. */
  SnapshotFetcher.Answer end();

  /** Parts of a state. */
  static AnswerParts whole() {
    return new Frozen(BucketSet.ALL);
  }

  /** The set of buckets that are different, then parts of the state in them. */
  static AnswerParts different() {
    return new Frozen(null);
  }

  /** Some buckets, the parts with their contents, and so on. */
  static AnswerParts slices(Consumer<PartialState> onSlice) {
    return new Slices(onSlice);
  }

  /** A frozen state. */
  final class Frozen implements AnswerParts {
    private final SnapshotParts.Assembly assembly = new SnapshotParts.Assembly();
    private @Nullable BucketSet buckets;

    private Frozen(@Nullable BucketSet buckets) {
      this.buckets = buckets;
    }

    @Override
    public boolean add(byte[] part) {
      if (buckets != null) return assembly.add(part);
      buckets = BucketCodec.set(part).orElse(null);
      return buckets != null;
    }

    @Override
    public SnapshotFetcher.Answer end() {
      var known = buckets;
      if (known == null) return new SnapshotFetcher.Failed("no set of buckets");
      return new SnapshotFetcher.Whole(new PartialState(assembly.state(), known));
    }
  }

  /** A state that changes while it is copied. */
  final class Slices implements AnswerParts {
    private final Consumer<PartialState> onSlice;
    private SnapshotParts.Assembly assembly = new SnapshotParts.Assembly();
    private BucketSet buckets = BucketSet.NONE;
    private int missing;

    private Slices(Consumer<PartialState> onSlice) {
      this.onSlice = onSlice;
    }

    @Override
    public boolean add(byte[] part) {
      if (missing == 0) return begin(part);
      if (!assembly.add(part)) return false;
      missing--;
      if (missing == 0) onSlice.accept(new PartialState(assembly.state(), buckets));
      return true;
    }

    private boolean begin(byte[] part) {
      var head = BucketCodec.sliceHead(part);
      if (head.isEmpty()) return false;
      buckets = head.get().buckets();
      missing = head.get().parts();
      assembly = new SnapshotParts.Assembly();
      return true;
    }

    @Override
    public SnapshotFetcher.Answer end() {
      if (missing > 0) return new SnapshotFetcher.Failed("an unfinished slice");
      return SnapshotFetcher.Copied.INSTANCE;
    }
  }
}
