package dev.parley.replica;

import dev.parley.chat.history.ConversationsRequest;
import dev.parley.chat.history.FoundConversations;
import dev.parley.chat.history.FoundMessages;
import dev.parley.chat.history.HistoryPage;
import dev.parley.chat.history.HistoryQuery;
import dev.parley.chat.history.SearchRequest;

/**
 * Reads what is kept of conversations, beside the writer of the store and without waiting for it.
 * Used by one thread. Throws {@link StoreException} when the store cannot be read; then it must be
 * closed, and another one may be opened.
 */
public interface HistorySource extends AutoCloseable {
  /** A page of what is kept of a conversation, read or not, with everything that is durable. */
  HistoryPage page(HistoryQuery query);

  /** Some of the conversations of a user, as complete as this source is. */
  FoundConversations conversations(ConversationsRequest request);

  /** The messages with some words, as complete as this source is. */
  FoundMessages search(SearchRequest request);

  /** How many messages are kept; of millions that takes a second. */
  long count();

  /** Whether pages have everything that the store has; false while it fills its archive. */
  boolean hasAll();

  @Override
  void close();
}
