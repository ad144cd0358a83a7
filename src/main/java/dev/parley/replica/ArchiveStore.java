package dev.parley.replica;

import dev.parley.chat.history.ArchiveAnswer;
import dev.parley.chat.history.ArchiveAnswer.CopiedRows;
import dev.parley.chat.history.ArchiveRequest;
import dev.parley.chat.history.StreamNumbers;
import java.util.List;

/** The archive of a store, as members compare theirs; used by the store's one writer. */
public interface ArchiveStore {
  /** What this archive has for another member, within the limits of an answer. */
  ArchiveAnswer answer(ArchiveRequest request);

  /** Those of these numbers of which there is and was no row here. */
  List<StreamNumbers> lacking(List<StreamNumbers> theirs);

  /** Adds rows of another member; they are durable when this returns. */
  void take(CopiedRows rows);
}
