package dev.parley.chat.history;

import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.Mail;
import java.util.List;
import java.util.Optional;

/** The answer to an {@link ArchiveRequest}. */
public sealed interface ArchiveAnswer {
  /**
   * The streams of a page with the numbers of which the server has rows or had them. {@code next}
   * is the stream after which the next page begins, or empty if this is the last page.
   */
  record StreamPage(List<StreamNumbers> streams, Optional<ClientStream> next)
      implements ArchiveAnswer {
    /** At most this many streams, or somewhat more with those that are in the log yet. */
    public static final int MAX_STREAMS = 500;

    public StreamPage {
      streams = List.copyOf(streams);
    }
  }

  /**
   * Rows, and the wanted numbers that they are the answer for: of those of them that have no row
   * here there is none. What is left of the wanted numbers must be asked for again.
   */
  record CopiedRows(List<Mail> mails, List<StreamNumbers> covered) implements ArchiveAnswer {
    /** A transaction of so many rows takes about as long as waiting for the disk does. */
    public static final int MAX_ROWS = 500;

    /** With so many characters of text there are no more rows, after the first one. */
    public static final int MAX_CHARS = 65_536;

    public CopiedRows {
      mails = List.copyOf(mails);
      covered = List.copyOf(covered);
    }
  }
}
