package dev.parley.replica;

import dev.parley.chat.ChatSnapshot;
import dev.parley.chat.StateChanges;
import dev.parley.protocol.VersionVector;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The store in which a node keeps accounts and mail. Not safe for use by several threads: there is
 * one writer. Every method may wait for the disk, and throws {@link StoreException} when the disk,
 * or the server behind it, cannot carry out the request; the effect of the last commit is then
 * unknown, so the node must end.
 */
public interface ChatStore extends AutoCloseable {
  /** What a commit stands on. */
  enum Basis {
    /** It changes what the store has. */
    STATE,

    /**
     * As above, by a node that copies the state of another and is in no view yet: what is copied at
     * different moments may be the state of none. A store whose last commit is of this kind is
     * empty when it is loaded.
     */
    COPY,

    /**
     * What was copied is of no use: this commit has all of the state, and the store nothing else.
     */
    NOTHING
  }

  /**
   * The contents of one commit: changes of the state, and everything delivered when they were
   * taken.
   */
  record Commit(StateChanges changes, VersionVector delivered, Basis basis) {
    public Commit(StateChanges changes, VersionVector delivered) {
      this(changes, delivered, Basis.STATE);
    }
  }

  /**
   * The contents of the store: the state with no user online, and the messages delivered for it.
   */
  record Kept(ChatSnapshot state, VersionVector delivered) {
    /** Of a store in which nothing was ever written, or nothing that counts. */
    public boolean isEmpty() {
      return state.entries() == 0 && state.registry().isEmpty() && delivered.counts().isEmpty();
    }
  }

  /**
   * The contents that were read, until they are taken. They are taken once: data that a node has
   * read may be deleted long before the node ends, and must not stay in its memory.
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

  /** Writes all of the commit or nothing, whatever happens; it is durable when this returns. */
  void commit(Commit commit);

  /**
   * Commits are written where that is quick; bringing them to where they are kept is work for the
   * time between two commits. Returns true if there is a step of it to do now: if it is not done
   * soon, commits will have to wait for it.
   */
  default boolean hasStep() {
    return false;
  }

  /**
   * One step, of some milliseconds, or of about as long as the commits since the last one took;
   * only if {@link #hasStep}.
   */
  default void step() {}

  /** Makes steps of what was committed so far, so that nothing stays where it was committed. */
  default void beginCheckpoint() {}

  /**
   * Opens a reader of what is kept of conversations, which has nothing of a store without an
   * archive. Safe for every thread.
   */
  default HistorySource openHistory() {
    throw new UnsupportedOperationException("a store that nobody reads");
  }

  /** The archive, if this store has one that it shares with other members. */
  default Optional<ArchiveStore> archive() {
    return Optional.empty();
  }

  @Override
  void close();
}
