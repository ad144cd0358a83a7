package dev.parley.transport.peers;

import dev.parley.chat.history.ArchiveAnswer.StreamPage;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** For tests of other connections between members. */
final class NoArchive {
  static final ArchiveServer SERVER =
      new ArchiveServer(
          "parley",
          asked -> CompletableFuture.completedStage(new StreamPage(List.of(), Optional.empty())));

  private NoArchive() {}
}
