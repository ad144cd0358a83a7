package dev.parley.replica;

import dev.parley.chat.history.ArchiveAnswer;
import dev.parley.chat.history.ArchiveRequest;
import dev.parley.protocol.Endpoint;
import java.util.concurrent.CompletionStage;

/** Asks another member about its archive. */
public interface ArchiveFetcher {
  /** An answer, and how many bytes it took. */
  record Fetched(ArchiveAnswer answer, long bytes) {}

  /** Fails if the holder cannot be reached, refuses, or answers with other bytes. */
  CompletionStage<Fetched> fetch(Endpoint holder, ArchiveRequest request);
}
