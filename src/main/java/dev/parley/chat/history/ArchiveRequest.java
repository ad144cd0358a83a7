package dev.parley.chat.history;

import dev.parley.chat.model.ClientStream;
import java.util.List;
import java.util.Optional;

/** What a server that lacks part of the archive asks another one. */
public sealed interface ArchiveRequest {
  /** Of which messages it has a row, or had one: of the streams after this one. */
  record AskStreams(Optional<ClientStream> after) implements ArchiveRequest {}

  /** The rows of these messages. */
  record AskRows(List<StreamNumbers> wanted) implements ArchiveRequest {
    /** More streams, or intervals, are asked for in several requests. */
    public static final int MAX_STREAMS = 200;

    public static final int MAX_RANGES = 2_000;

    public AskRows {
      wanted = List.copyOf(wanted);
    }
  }
}
