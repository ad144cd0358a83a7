package dev.parley.replica;

import dev.parley.chat.ChatSnapshot;
import dev.parley.chat.StateChanges;
import dev.parley.protocol.VersionVector;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where a node keeps accounts and mail. Not safe for use by several threads: there is one writer.
 * Every method may wait for the disk, and throws {@link StoreException} when the disk, or the
 * server behind it, cannot do what was asked; nothing is known then of what the last commit did, so
 * the node must end.
 */
public interface ChatStore extends AutoCloseable {
  /**
   * What one commit makes durable: changes of the state, and everything delivered when they were
   * taken.
   */
  record Commit(StateChanges changes, VersionVector delivered) {}

  /** What is kept: the state without anybody online, and what was delivered for it. */
  record Kept(ChatSnapshot state, VersionVector delivered) {}

  /**
   * What was kept, until it is taken: once, for what a node has read may be gone long before the
   * node is, and must not stay in its memory.
   */
  final class Loaded {
    private @Nullable Kept kept;

    public Loaded(Kept kept) {
      this.kept = kept;
    }

    public synchronized Kept take() {
      var taken = Objects.requireNonNull(kept, "what was kept is taken");
      kept = null;
      return taken;
    }
  }

  Kept load();

  /** All of it, or nothing, whatever happens; durable when this returns. */
  void commit(Commit commit);

  @Override
  void close();
}
